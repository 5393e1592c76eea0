package import MuseMusic
package import MuseProtocols

/// The tune has the rhythm of its dance: its rhythm cells are as frequent as in the corpus's tunes of that dance.
///
/// A cell is the pattern of onsets in half a bar, or in a third of a bar of 3/4, 9/8 and 3/8. `value` is the overlap `Σ
/// min(p, q)` of the distribution `p` of the cells of the dance with the distribution `q` of the tune's cells.
/// `satisfaction = min(1, value / typical)`, where `typical` is the lower quartile of this value over the tunes of the
/// dance. The dance is `dance` or the rhythm in the tune's header (R:); if the corpus has no tune of it, the tunes with
/// the same meter take their place. A tune that nothing can be compared with gets 0; without a corpus, satisfaction is
/// 1.
///
/// As a constraint: `rhythm_pattern` with the rhythms of bars that the dance has.
package struct DanceRhythm: Rule {
    static let dance = Setting<RhythmName>(
        "dance", default: nil, "rhythm of the dance, such as jig or reel; that of the tune's header by default")
    package static let schema = Schema(
        "dance_rhythm", "bars have the rhythms that are typical of the dance", [dance])
    package let unit = "overlap"
    package let needsCorpus = true

    private let dance: String?
    private var groups: DanceCells?

    package init(_ settings: Settings) throws { dance = try settings.optional(Self.dance)?.name }

    package func comparing(to corpus: [Score]) -> DanceRhythm {
        var result = self
        result.groups = corpus.isEmpty ? nil : DanceCells(corpus)
        return result
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        guard let groups else { return RuleMeasurement(value: 0, satisfaction: 1) }
        guard let group = groups.group(for: score, dance: dance) else {
            return RuleMeasurement(value: 0, satisfaction: 0)
        }
        let value = group.cells.overlap(with: DanceCells.cells(of: score))
        return RuleMeasurement(value: value, satisfaction: group.typical > 0 ? min(1, value / group.typical) : 1)
    }
}
