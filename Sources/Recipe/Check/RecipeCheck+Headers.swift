import MuseCorpus
import MuseMusic
import MuseProtocols

extension RecipeCheck {
    /// The minimum number of matching tunes from which a model can learn a condition well.
    private static let fewTunes = 5

    /// Checks that at least one tune of the corpus matches `where`, and warns if too few match `generate.condition`.
    ///
    /// A model can learn a condition only from tunes that meet it. Nothing is checked if an importer cannot read
    /// headers without reading the music, or if the corpus is too large for memory.
    ///
    /// - Parameter isFitted: whether a model is fitted to the corpus.
    mutating func checkHeaders(
        _ corpus: CorpusSettings, _ condition: ConditionSection, _ files: CorpusFiles, isFitted: Bool
    ) throws {
        let requested = isFitted ? condition.headers(corpus.transpose) : []
        guard !(corpus.filter.conditions.isEmpty && requested.isEmpty),
            !files.exceed(CorpusReader.memoryLimit, corpus.files), let all = try headers(corpus, files),
            !all.isEmpty
        else { return }
        var kept = all
        for filter in corpus.filter.conditions {
            let matching = kept.filter(filter.holds)
            if matching.isEmpty { return note(filter, matchesNoneOf: kept) }
            kept = matching
        }
        for (header, path, text, mark) in requested {
            let count = kept.lazy.filter(header.holds).prefix(Self.fewTunes).count
            guard count < min(Self.fewTunes, kept.count) else { continue }
            let tunes = "of the \(kept.count) corpus tunes"
            let found = count == 0 ? "none \(tunes) has" : "only \(count) \(tunes) \(count == 1 ? "has" : "have")"
            warn(path, "\(found) the \(header.field.rawValue) \(text)", at: mark)
        }
    }

    /// The headers of all tunes; nil if an importer cannot read them, or a file cannot be read.
    private mutating func headers(_ corpus: CorpusSettings, _ files: CorpusFiles) throws -> [Score]? {
        let formats = try Formats(registries.importers, \.fileExtensions)
        var scores: [Score] = []
        for file in corpus.files {
            guard let importer = formats[file],
                let read = try mistakes.collect({ try files.headers(file, importer) }) ?? nil
            else { return nil }
            scores += read
        }
        return scores
    }

    /// Records that no tune matches a condition of `where`, and lists the values in the corpus.
    ///
    /// - Parameter scores: the headers that match the preceding conditions.
    private mutating func note(_ filter: HeaderFilter.Condition, matchesNoneOf scores: [Score]) {
        let name = filter.field.rawValue
        let node = root[CorpusSection.section.name]?[HeaderSection.section.name]?[name]
        let requested = (node?.listed ?? []).compactMap(\.text).joined(separator: ", ")
        let known = filter.field.counts(in: scores)
        // 9/8 is not a typo for 6/8.
        let isWord = ![.meter, .key, .mode].contains(filter.field)
        let nearest = isWord ? nearestName(to: requested, in: known.map(\.value)) : nil
        let hint =
            nearest.map { "did you mean '\($0)'?" }
            ?? "there are " + known.prefix(8).map { "\($0.value) (\($0.count))" }.joined(separator: ", ")
        mistakes.note(
            .conflict("none of \(scores.count) tunes has the \(name) '\(requested)'; \(hint)"),
            HeaderSection.section.path(of: name),
            at: node?.mark)
    }
}

extension ConditionSection {
    fileprivate typealias RequestedHeader = (
        condition: HeaderFilter.Condition, path: String, text: String, mark: SourceMark?
    )

    /// The header values that the training tunes should have.
    fileprivate func headers(_ transpose: CorpusTransposition) -> [RequestedHeader] {
        var result: [RequestedHeader] = []
        if let rhythm {
            result.append((.init(.rhythm, [.rhythm(rhythm.value)]), rhythm.path, rhythm.value, rhythm.mark))
        }
        if let meter {
            result.append((.init(.meter, [.meter(meter.value)]), meter.path, meter.value.description, meter.mark))
        }
        // Transposition changes the keys, so the model does not learn those in the headers.
        if let key, transpose == .none {
            result.append((.init(.key, [.key(key.value)]), key.path, key.value.description, key.mark))
        }
        return result
    }
}
