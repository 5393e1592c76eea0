import MuseMusic
import MuseNotation
package import MuseProtocols

/// What decides whether and where a tune of a corpus is used, without its music.
package struct TuneFacts: Codable, Sendable {
    package enum Fate: Codable, Sendable, Equatable {
        case kept
        case skipped(reason: String)
        /// The index of the first condition of `where:` that the tune does not meet.
        case filteredOut(condition: Int)
    }

    /// The tune itself, or one of the excerpts that it is cut into.
    package struct Piece: Codable, Sendable {
        /// A hash of the notes and the meter in the key of training.
        package let content: UInt64
        /// The pitch range of each part, only if tunes are transposed within the ranges of the corpus.
        package let spans: [ClosedRange<Int>?]
    }

    /// The file and line of the tune, such as `jigs.abc:12`, or only the file.
    package let place: String
    package let title: String
    package let fate: Fate
    /// The side of the split that the file specifies.
    package let side: CorpusSide?
    /// For the tunes that are kept; nil for others.
    package let fingerprint: Fingerprint?
    package let pieces: [Piece]
    /// The value of the field of each condition of `where:`; empty strings for fields that are not given.
    package let values: [String]

    /// The tune in messages.
    var name: String { title.isEmpty ? place : "\(place): \(title)" }
}

/// A tune or excerpt as music.
struct CorpusPiece: Sendable {
    let score: Score
    /// The performance that the score notates; nil unless a tokenizer encodes it.
    let performance: Score?

    /// Returns the piece with the same change of score and performance.
    func map(_ change: (Score) -> Score) -> CorpusPiece {
        CorpusPiece(score: change(score), performance: performance.map(change))
    }
}

/// A tune that has been read, with what is known of it.
struct TuneReading: Sendable {
    let facts: TuneFacts
    let pieces: [CorpusPiece]
    let diagnostics: [Diagnostic]

    /// - Parameter shingles: the largest number of shingles that are kept to compare tunes.
    init(_ tune: Imported.Tune, place: String, _ settings: CorpusSettings, shingles: Int = .max) {
        // A performance is notated first, so that conditions on meter and key apply to what the tokens say.
        let score = tune.score.notatedIfPerformed()
        diagnostics = tune.diagnostics
        let fate = Self.fate(of: score, tune.diagnostics, settings.filter)
        let isPerformed = settings.keepsPerformances && settings.excerpts == nil && tune.score.performance != nil
        let performance = isPerformed ? tune.score : nil
        pieces =
            fate == .kept
            ? (settings.excerpts.map { $0(of: score) } ?? [score]).map {
                CorpusPiece(score: $0, performance: performance)
            } : []
        let needsSpans = settings.transpose == .chromatic
        facts = TuneFacts(
            place: place, title: score.header.title, fate: fate, side: tune.split,
            fingerprint: fate == .kept ? Fingerprint(score, limit: shingles) : nil,
            pieces: pieces.map { piece in
                TuneFacts.Piece(
                    content: settings.excerpts == nil
                        ? 0 : Self.content(of: settings.transpose.normalised(piece.score)),
                    spans: needsSpans ? PartRanges.spans(of: piece.score) : [])
            },
            values: settings.filter.conditions.map { $0.field.value(in: score) ?? "" })
    }

    private static func fate(
        of score: Score, _ diagnostics: [Diagnostic], _ filter: HeaderFilter
    ) -> TuneFacts.Fate {
        if let error = diagnostics.first(where: { $0.severity == .error }) { return .skipped(reason: error.message) }
        if score.parts.allSatisfy({ $0.notes.isEmpty }) { return .skipped(reason: "it has no notes") }
        return filter.conditions.firstIndex { !$0.holds(score) }.map { .filteredOut(condition: $0) } ?? .kept
    }

    private static func content(of piece: Score) -> UInt64 {
        var hash = StableHasher(Fingerprint.content(of: piece))
        if let meter = piece.meters.first?.value { for byte in meter.description.utf8 { hash.add(Int(byte)) } }
        return hash.value
    }
}
