package import MuseMusic
package import MuseProtocols

/// The tune is not a copy: it shares no long run of notes with a training tune.
///
/// `value` is the length of the longest run shared with any training tune in any key (intervals and note lengths are
/// compared); runs of fewer than seven notes are ignored and count as 0. `satisfaction = min(1, notes / value)`.
/// Without a corpus, no tune is a copy.
package struct Novelty: Rule {
    static let notes = Setting<Int>(
        "notes", in: 7..., default: 16, unit: "notes", "longest shared run that is not penalised")
    package static let schema = Schema("novelty", "the tune copies no long run of notes from the corpus", [notes])
    package let unit = "notes"
    package let needsCorpus = true

    private let notes: Int
    private var known = SharedRuns([])

    package init(_ settings: Settings) throws { notes = try settings[Self.notes] }

    package func comparing(to corpus: [Score]) -> Novelty {
        var result = self
        result.known = SharedRuns(corpus)
        return result
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let run = known.longest(in: score).notes
        return RuleMeasurement(value: Double(run), satisfaction: run > notes ? Double(notes) / Double(run) : 1)
    }
}
