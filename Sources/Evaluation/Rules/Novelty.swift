package import MuseMusic
package import MuseProtocols

/// The tune is no copy: no long run of its notes is one of a tune that was learned from.
///
/// `value` is the length of the longest run that it shares with any of them, whatever the key (intervals and note lengths
/// are compared); runs of fewer than seven notes are not looked for and count as 0. `satisfaction = min(1, notes /
/// value)`. Without a corpus nothing is a copy.
package struct Novelty: Rule {
    static let notes = Setting<Int>(
        "notes", in: 7..., default: 16, unit: "notes", "a run of as many is fine")
    package static let schema = Schema("novelty", "asks for tunes that copy no long run from the corpus", [notes])
    package let unit = "notes"
    package let needsCorpus = true

    private let notes: Int
    private var known = SharedRuns([])

    package init(_ settings: Settings) throws { notes = try settings[Self.notes] }

    package func knowing(_ corpus: [Score]) -> Novelty {
        var result = self
        result.known = SharedRuns(corpus)
        return result
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let run = known.longest(in: score).notes
        return RuleMeasurement(value: Double(run), satisfaction: run > notes ? Double(notes) / Double(run) : 1)
    }
}
