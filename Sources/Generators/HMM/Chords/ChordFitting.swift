import MuseMusic
import MuseProtocols

/// Fits chord tables to tunes.
///
/// Tunes with chord symbols are counted. If there are fewer than `enough` of them, all melodies are used without their
/// symbols: the prior is re-estimated by the Baum-Welch algorithm, and holds the states at the chords that they stand
/// for.
struct ChordFitting {
    private static let enough = 20
    private static let iterations = 4

    /// How many tunes have chord symbols.
    let labelledCount: Int
    let tables: [ChordTables]
    let isSupervised: Bool

    /// - Throws: `CancellationError`; `SystemThread.Unavailable`.
    init(_ scores: [Score], _ context: FitContext) throws {
        let tunes = try concurrentMap(scores) { Tune($0) }
        let labelled = tunes.filter(\.hasChords)
        labelledCount = labelled.count
        isSupervised = labelled.count >= Self.enough
        var result: [ChordTables] = []
        for family in ChordPrior.Family.allCases {
            let prior = ChordPrior(family)
            var tables: ChordTables
            if isSupervised {
                var counts = ChordCounts()
                for tune in labelled where tune.family == family {
                    for (rhythm, (spans, chords)) in zip(HarmonicRhythm.allCases, tune.rhythms) {
                        counts.add(spans, chords, rhythm)
                    }
                }
                tables = counts.tables(prior, ChordCounts.Strength())
            } else {
                tables = ChordCounts().tables(prior, ChordCounts.Strength())
                let melodies = tunes.filter { $0.family == family && !$0.rhythms[0].spans.isEmpty }
                for iteration in 0..<Self.iterations where !melodies.isEmpty {
                    let last = tables
                    // A fixed division: the sums do not depend on the number of processors.
                    let groups = Array(melodies.indices).divided(into: min(8, melodies.count))
                    let parts = try concurrentMap(groups) { group in
                        var counts = ChordCounts()
                        for i in group {
                            if context.isCancelled() { throw CancellationError() }
                            for (rhythm, (spans, _)) in zip(HarmonicRhythm.allCases, melodies[i].rhythms) {
                                counts.add(spans, under: last, rhythm)
                            }
                        }
                        return counts
                    }
                    var sum = ChordCounts()
                    for part in parts { sum.add(part) }
                    tables = sum.tables(prior, Self.unlabelled)
                    context.progress(
                        (Double(family.rawValue) + Double(iteration + 1) / Double(Self.iterations)) / 2,
                        "melodies in \(family == .major ? "major" : "minor") modes")
                }
            }
            result.append(tables.rounded)
        }
        tables = result
    }

    /// Without labels, chords may not drift away from what they stand for.
    private static let unlabelled = ChordCounts.Strength(
        place: 100, motion: 400, tones: 2_000, kind: 2_000, usage: 2_000)
}

/// The spans of a tune and their chords, for each rhythm.
private struct Tune: Sendable {
    let family: ChordPrior.Family
    let hasChords: Bool
    let rhythms: [(spans: [HarmonicSpan], chords: [Int?])]

    init(_ score: Score) {
        family = ChordPrior.Family(score.keys.first?.value.mode ?? .none)
        hasChords = !score.chordSymbols.isEmpty
        rhythms = HarmonicRhythm.allCases.map { rhythm in
            let spans = score.harmonicSpans(every: rhythm)
            return (spans, spans.map { span in score.scaleChord(in: span)?.index })
        }
    }
}
