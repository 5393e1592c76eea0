import MuseCorpus
import MuseMusic
import MuseProtocols

extension RecipeCheck {
    /// The minimum number of matching tunes from which a model can learn a condition well.
    private static let fewTunes = 5

    /// Checks the corpus's headers. At least one tune has to match `where`. Warns if too few tunes match
    /// `generate.condition`, because a model can only learn a condition from tunes that meet it. Nothing is checked if
    /// an importer cannot read headers without reading the music.
    ///
    /// - Parameter isFitted: whether a model is fitted to the corpus.
    mutating func checkHeaders(
        _ corpus: CorpusSettings, _ condition: ConditionSection, _ files: CorpusFiles, isFitted: Bool
    ) throws {
        let wanted = isFitted ? condition.headers(corpus.transpose) : []
        guard !(corpus.filter.conditions.isEmpty && wanted.isEmpty), let all = try headers(corpus, files), !all.isEmpty
        else { return }
        var kept = all
        for filter in corpus.filter.conditions {
            let left = kept.filter(filter.holds)
            if left.isEmpty { return note(filter, matchesNoneOf: kept) }
            kept = left
        }
        for (wanted, path, text, mark) in wanted {
            let count = kept.count(where: wanted.holds)
            guard count < min(Self.fewTunes, kept.count) else { continue }
            let tunes = "of the \(kept.count) tunes to learn from"
            let found = count == 0 ? "none \(tunes) has" : "only \(count) \(tunes) \(count == 1 ? "has" : "have")"
            warn(path, "\(found) the \(wanted.field.rawValue) \(text)", at: mark)
        }
    }

    /// The headers of all tunes; nil if an importer cannot read them, or a file cannot be read.
    private mutating func headers(_ corpus: CorpusSettings, _ files: CorpusFiles) throws -> [Score]? {
        let formats = try Formats(registries.importers, \.fileExtensions)
        var scores: [Score] = []
        for file in corpus.files {
            guard let importer = formats[file.path],
                let read = try mistakes.collect({ try files.headers(file, importer) }) ?? nil
            else { return nil }
            scores += read
        }
        return scores
    }

    /// - Parameter scores: the headers that match the preceding conditions.
    private mutating func note(_ filter: HeaderFilter.Condition, matchesNoneOf scores: [Score]) {
        let name = filter.field.rawValue
        let given = root["corpus"]?["where"]?[name]
        let asked = (given?.listed ?? []).compactMap(\.text).joined(separator: ", ")
        var counts: [String: Int] = [:]
        for score in scores { counts[filter.field.described(in: score) ?? "none given", default: 0] += 1 }
        let known = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        // 9/8 is not a typo for 6/8.
        let isWord = ![.meter, .key, .mode].contains(filter.field)
        let nearest = isWord ? nearestName(to: asked, in: known.map(\.key)) : nil
        let hint =
            nearest.map { "did you mean '\($0)'?" }
            ?? "there are " + known.prefix(8).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        mistakes.note(
            .conflict("none of \(scores.count) tunes has the \(name) '\(asked)'; \(hint)"), "corpus.where.\(name)",
            at: given?.mark)
    }
}

extension ConditionSection {
    fileprivate typealias Wanted = (
        condition: HeaderFilter.Condition, path: String, text: String, mark: SourceMark?
    )

    /// The header values that the training tunes should have.
    fileprivate func headers(_ transpose: CorpusTransposition) -> [Wanted] {
        var wanted: [Wanted] = []
        if let rhythm {
            wanted.append((.init(.rhythm, [.rhythm(rhythm.value)]), rhythm.path, rhythm.value, rhythm.mark))
        }
        if let meter {
            wanted.append((.init(.meter, [.meter(meter.value)]), meter.path, meter.value.description, meter.mark))
        }
        // Transposition changes the keys, so the keys in the headers are not those that are learned.
        if let key, transpose == .none {
            wanted.append((.init(.key, [.key(key.value)]), key.path, key.value.description, key.mark))
        }
        return wanted
    }
}
