import MuseMusic
import MusePlatform

/// The probabilities of a hidden Markov model whose states are chords and whose observations are the tones of a melody,
/// for one family of modes.
///
/// Shape letters: C chords (`ScaleChord.all`), 12 degrees of the chromatic scale.
struct ChordTables: Sendable, Equatable {
    static let chordCount = ScaleChord.all.count
    static let places = HarmonicSpan.positionCount

    /// How common each chord is, `[C]`.
    var usage: [Double]
    /// p(first chord): `[C]`.
    var initial: [Double]
    /// p(next chord | chord) for each rhythm and place of a span, `[C, C]` each.
    var transitions: [[Double]]
    /// p(degree of a tone | chord) for each kind of tone (`kind(of:)`), `[C, 12]` each.
    var emissions: [[Double]]

    static func matrix(_ rhythm: HarmonicRhythm, _ position: Int) -> Int {
        (HarmonicRhythm.allCases.firstIndex(of: rhythm) ?? 0) * places + position
    }

    /// The tables as they are stored: 32-bit floats.
    var rounded: ChordTables {
        func rounded(_ values: [Double]) -> [Double] { values.map { Double(Float($0)) } }
        return ChordTables(
            usage: rounded(usage), initial: rounded(initial), transitions: transitions.map(rounded),
            emissions: emissions.map(rounded))
    }

    /// The power of the probability of tones, by their length in beats. More than 1, because chords would otherwise
    /// depend too much on the chords before them.
    private static let toneWeight = 1.4

    /// The number of emission tables.
    static let toneKinds = 2 * HarmonicSpan.Accent.allCases.count

    /// The number of a tone's emission table.
    static func kind(of tone: HarmonicSpan.Tone) -> Int { 2 * tone.accent.rawValue + (tone.isLeftByStep ? 1 : 0) }

    /// The trellis of spans.
    ///
    /// - Parameters:
    ///   - chords: the chords that may be used, by index; the states of the trellis.
    ///   - weights: what the log-probability of each of them in each span is increased by, `[T][chords]`; `-.infinity`
    ///     excludes a chord.
    func trellis(
        _ spans: [HarmonicSpan], _ rhythm: HarmonicRhythm, chords: [Int], weights: [[Double]]? = nil
    ) -> Trellis {
        let logs = emissions.map { table in chords.map { chord in (0..<12).map { log(table[chord * 12 + $0]) } } }
        var rows: [Double] = []
        var factors: [Double] = []
        for (t, span) in spans.enumerated() {
            var row = weights?[t] ?? [Double](repeating: 0, count: chords.count)
            for tone in span.tones {
                let weight = Self.toneWeight * tone.beats
                let table = logs[Self.kind(of: tone)]
                for i in row.indices { row[i] += weight * table[i][tone.degree] }
            }
            let highest = row.max() ?? 0
            factors.append(highest)
            rows += row.map { exp($0 - highest) }
        }
        // Some places do not occur in these spans; their matrices are empty rows of zeros that nothing reads.
        let positions = Set(spans.map(\.position))
        let none = [Double](repeating: 0, count: chords.count * chords.count)
        return Trellis(
            states: chords.count, order: 1, initial: chords.map { initial[$0] },
            transitions: (0..<Self.places).map { place in
                guard positions.contains(place) else { return none }
                let matrix = transitions[Self.matrix(rhythm, place)]
                return chords.flatMap { from in chords.map { matrix[from * Self.chordCount + $0] } }
            }, matrices: spans.map(\.position), emissions: rows, emissionLogs: factors)
    }
}
