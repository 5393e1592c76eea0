import MuseCorpus
import MuseProtocols
import MuseRecipe

extension Recipe {
    /// - Throws: `MuseError` for a filter that was checked and yet cannot be read: leaving it out would learn from others.
    func corpusSettings() throws -> CorpusSettings {
        let conditions = try corpus.filters.map {
            guard let condition = MuseCorpus.HeaderFilter.Condition(header: $0.header, values: $0.values) else {
                throw MuseError.data("corpus.where.\($0.header) cannot be read: \($0.values.joined(separator: ", "))")
            }
            return condition
        }
        let transpose: CorpusTransposition =
            switch corpus.transpose {
            case .none: .none
            case .tonic: .tonic
            case .allKeys: .allKeys
            case .chromatic: .chromatic
            }
        return CorpusSettings(
            files: corpus.files.map { .init(path: $0.path, mark: $0.mark) },
            filter: MuseCorpus.HeaderFilter(conditions), transpose: transpose, validation: corpus.validation,
            test: corpus.test, excerpts: corpus.excerpt.map { Excerpts(bars: $0.bars, step: $0.step) })
    }
}
