package import MuseMusic
package import MuseProtocols

/// Closes vary: no stock ending, such as `EDD D2` in D, ends too many sections.
///
/// A close is the last bar of a section up to its first ending: the onsets of its notes within the bar, and their
/// degrees above the tonic. The share `p` of a close is the share of the corpus's section ends that have it.
///
/// - For one tune, `value` is the mean share `p` of its closes, and `satisfaction` the mean of `min(1, limit / p)`.
/// - For tunes that are measured as a sample (evaluation, the rounds of fine-tuning), `value` is the mean share `q` of
///   a tune's closes among the ends of all *other* tunes of the sample, and `satisfaction` the mean of `min(1,
///   max(limit, p) / q)`: a close may be as frequent as in the corpus.
///
/// Without a corpus, `p` is 0 and a single tune is always satisfied. A tune without sections that end on a note gets 1.
///
/// As a constraint: none, since it is a matter of many tunes.
package struct VariedCloses: Rule {
    static let limit = Setting<Double>(
        "limit", in: 0.001...1, default: 0.05, unit: "share of section ends",
        "largest share of one close that is not penalised")
    package static let schema = Schema("varied_closes", "no stock ending ends too many sections", [limit])
    package let unit = "share of section ends"
    package let needsCorpus = true

    private let limit: Double
    private var known = Counts<Close>([])

    package init(_ settings: Settings) throws { limit = try settings[Self.limit] }

    package func comparing(to corpus: [Score]) -> VariedCloses {
        var result = self
        result.known = Counts(corpus.flatMap(Self.closes))
        return result
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        Self.mean(
            Self.closes(of: score).map { close in
                let share = known.share(of: close)
                return (share, share > limit ? limit / share : 1)
            })
    }

    package func measure(sample scores: [Score]) -> [RuleMeasurement] {
        guard scores.count > 1 else { return scores.map(measure) }
        let closes = scores.map(Self.closes)
        let all = Counts(closes.joined())
        return closes.map { own in
            let ownCounts = Counts(own)
            let others = all.total - own.count
            return Self.mean(
                own.map { close in
                    let share = others > 0 ? Double(all[close] - ownCounts[close]) / Double(others) : 0
                    let allowed = max(limit, known.share(of: close))
                    return (share, share > allowed ? allowed / share : 1)
                })
        }
    }

    /// The last bar of a section, independent of key.
    private struct Close: Hashable {
        /// For each note its onset in 1/5 040 of the full bar, and its semitones above the tonic.
        let notes: [[Int]]
    }

    private static func closes(of score: Score) -> [Close] {
        let melody = score.melody
        return score.sections().compactMap { section in
            guard let bar = section.bars.last, let meter = score.meters.value(at: bar.start),
                let full = meter.barTicks(score.ticksPerQuarter), full > 0
            else { return nil }
            let notes = melody.tones(in: bar).compactMap { tone in
                score.degree(of: tone).map { [(tone.onset - bar.start) * 5_040 / full, $0] }
            }
            return notes.isEmpty ? nil : Close(notes: notes)
        }
    }

    /// The mean of the measurements of a tune's closes.
    private static func mean(_ closes: [(value: Double, satisfaction: Double)]) -> RuleMeasurement {
        guard !closes.isEmpty else { return RuleMeasurement(value: 0, satisfaction: 1) }
        let count = Double(closes.count)
        return RuleMeasurement(
            value: closes.reduce(0) { $0 + $1.value } / count,
            satisfaction: closes.reduce(0) { $0 + $1.satisfaction } / count)
    }
}
