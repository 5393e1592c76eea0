import MuseMusic
import MuseProtocols
import MuseStorage

/// A fitted hidden Markov model of chords, which harmonises melodies and does not generate tunes.
///
/// The first harmony has the most probable chord of each span, so that the expected number of right chords is highest.
/// The path of highest joint probability (Viterbi) and paths sampled from their posterior distribution follow in the
/// order of this expectation. In an experiment on the tunes with which the model's constants were chosen,
/// the first had 1 to 2 points more right chords than Viterbi's.
///
/// Source of both criteria: Rabiner 1989, section III.B.
struct ChordModel: Model, Harmonizer {
    /// By `ChordPrior.Family`.
    let tables: [ChordTables]

    var capabilities: Set<Capability> { [.harmonize] }
    var harmonizer: (any Harmonizer)? { self }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        throw CapabilityError(missing: [.continue])
    }

    func logProbabilities(of tokens: [TokenID]) throws -> [Double] { throw CapabilityError(missing: [.likelihood]) }

    func harmonies(
        of score: Score, _ request: HarmonyRequest, count: Int, _ random: RandomSource
    ) throws -> [Harmony] {
        let spans = score.harmonicSpans(every: request.rhythm)
        guard let first = spans.first, let last = score.melody.tones.last else {
            throw PromptError("chords need a melody with a meter and a key")
        }
        let tables = tables[ChordPrior.Family(first.key.mode).rawValue]
        let rules = ChordRules(tables, request, last: last)
        let chords = rules.chords(in: spans)
        let trellis = tables.trellis(spans, request.rhythm, chords: chords, weights: rules.weights(of: spans, chords))
        let posteriors = trellis.posteriors()
        var paths = [Self.mostProbable(posteriors, spans.count), trellis.viterbi().nodes]
        var random = random
        let forward = trellis.forward()
        // Samples repeat each other where the model is sure, so there are more of them than results.
        if count > 1 { for _ in 0..<8 * count { paths.append(trellis.sample(forward, &random)) } }
        var known: Set<[Int]> = []
        return paths.filter { known.insert($0).inserted }.map { path in
            var expected = 0.0
            for (t, chord) in path.enumerated() { expected += posteriors[t * chords.count + chord] }
            return Harmony(
                chords: Self.symbols(path.map { chords[$0] }, spans), expectedShare: expected / Double(spans.count),
                logProbability: trellis.logProbability(of: path))
        }.enumerated().sorted {
            ($1.element.expectedShare, $0.offset) < ($0.element.expectedShare, $1.offset)
        }.prefix(count).map(\.element)
    }

    /// The most probable chord of each span.
    private static func mostProbable(_ posteriors: [Double], _ count: Int) -> [Int] {
        let width = posteriors.count / max(1, count)
        return (0..<count).map { t in
            (0..<width).reduce(0) { posteriors[t * width + $1] > posteriors[t * width + $0] ? $1 : $0 }
        }
    }

    /// The chord symbols: one for each bar, and others where chords change.
    private static func symbols(_ path: [Int], _ spans: [HarmonicSpan]) -> [Timed<ChordSymbol>] {
        zip(path, spans).enumerated().compactMap { t, step in
            let (chord, span) = step
            if span.beat != .barStart, t > 0, path[t - 1] == chord { return nil }
            return Timed(span.start, ScaleChord.all[chord].symbol(in: span.key))
        }
    }
}

extension ChordModel {
    private static let parts = ["usage", "initial", "transitions", "emissions"]

    func saved() -> SavedModel {
        SavedModel(
            description: ["chords": .int(ChordTables.chordCount)],
            tensors: zip(ChordPrior.Family.allCases, tables).flatMap { family, tables in
                let values = [
                    tables.usage, tables.initial, Array(tables.transitions.joined()), Array(tables.emissions.joined()),
                ]
                return zip(Self.parts, values).map { name, values in
                    StoredTensor(name: "\(family).\(name)", kind: .f32, values.map { Float($0) })
                }
            })
    }

    /// - Throws: `StorageError` unless all values are positive probabilities.
    init(_ saved: SavedModel) throws {
        let count = ChordTables.chordCount
        guard saved.description["chords"] == .int(count) else {
            throw StorageError("a model of chords needs 'chords' to be \(count)")
        }
        tables = try ChordPrior.Family.allCases.map { family in
            func values(_ part: Int, rows: Int, _ size: Int) throws -> [[Double]] {
                let name = "\(family).\(Self.parts[part])"
                let values: [Float] = try saved.vector(name, .f32, count: rows * size)
                guard values.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
                    throw StorageError("tensor '\(name)' contains a value that is not a positive probability")
                }
                return (0..<rows).map { row in values[row * size..<(row + 1) * size].map { Double($0) } }
            }
            return ChordTables(
                usage: try values(0, rows: 1, count)[0], initial: try values(1, rows: 1, count)[0],
                transitions: try values(
                    2, rows: HarmonicRhythm.allCases.count * ChordTables.places, count * count),
                emissions: try values(3, rows: ChordTables.toneKinds, count * 12))
        }
    }
}
