import MuseMusic

/// Counted or expected chords, changes and tones, and the tables estimated from them.
struct ChordCounts {
    /// The pseudocounts, in chords and beats.
    struct Strength {
        /// Of the table of a place in the section, toward that of all places.
        var place = 20.0
        /// Of the table of all places, toward the prior.
        var motion = 50.0
        /// Of the tones of a chord, toward the prior.
        var tones = 50.0
        /// Of one kind of tones, toward all tones of the chord.
        var kind = 100.0
        /// Of the first chord and of the use of chords.
        var usage = 20.0
    }

    private var usage = [Double](repeating: 0, count: ChordTables.chordCount)
    private var initial = [Double](repeating: 0, count: ChordTables.chordCount)
    private var transitions = [[Double]](
        repeating: [Double](repeating: 0, count: ChordTables.chordCount * ChordTables.chordCount),
        count: HarmonicRhythm.allCases.count * ChordTables.places)
    private var emissions = [[Double]](
        repeating: [Double](repeating: 0, count: ChordTables.chordCount * 12), count: ChordTables.toneKinds
    )

    /// Adds a melody with chords; nil where the chord is unknown.
    mutating func add(_ spans: [HarmonicSpan], _ chords: [Int?], _ rhythm: HarmonicRhythm) {
        for (t, span) in spans.enumerated() {
            guard let chord = chords[t] else { continue }
            if t == 0 { initial[chord] += 1 }
            if t > 0, let last = chords[t - 1] {
                transitions[ChordTables.matrix(rhythm, span.position)][last * ChordTables.chordCount + chord] += 1
            }
            if rhythm == .beat { add(span, chord, 1) }
        }
    }

    /// Adds the expected counts of a melody without chords.
    mutating func add(_ spans: [HarmonicSpan], under tables: ChordTables, _ rhythm: HarmonicRhythm) {
        let chords = ChordRules.usualChords(tables)
        let trellis = tables.trellis(spans, rhythm, chords: chords)
        let (states, count) = (chords.count, ChordTables.chordCount)
        trellis.backward(
            trellis.forward(),
            onState: { t, gamma in
                for (i, chord) in chords.enumerated() {
                    if t == 0 { initial[chord] += gamma[i] }
                    if rhythm == .half { add(spans[t], chord, gamma[i]) }
                }
            },
            onTransition: { t, alphas, arriving in
                let matrix = trellis.transitions[trellis.matrices[t]]
                let table = ChordTables.matrix(rhythm, spans[t].position)
                for (i, chord) in chords.enumerated() {
                    for (j, next) in chords.enumerated() {
                        transitions[table][chord * count + next] += alphas[i] * matrix[i * states + j] * arriving[j]
                    }
                }
            })
    }

    mutating func add(_ other: ChordCounts) {
        func sum(_ a: inout [Double], _ b: [Double]) { for i in a.indices { a[i] += b[i] } }
        sum(&usage, other.usage)
        sum(&initial, other.initial)
        for i in transitions.indices { sum(&transitions[i], other.transitions[i]) }
        for i in emissions.indices { sum(&emissions[i], other.emissions[i]) }
    }

    private mutating func add(_ span: HarmonicSpan, _ chord: Int, _ share: Double) {
        for tone in span.tones {
            emissions[ChordTables.kind(of: tone)][chord * 12 + tone.degree] += share * tone.beats
            usage[chord] += share * tone.beats
        }
    }

    /// The tables with the greatest posterior density under a prior.
    func tables(_ prior: ChordPrior, _ strength: Strength) -> ChordTables {
        let count = ChordTables.chordCount
        var transitions: [[Double]] = []
        for rhythm in HarmonicRhythm.allCases {
            let pooled = HarmonicSpan.Beat.allCases.map { beat in
                var pooled = [Double](repeating: 0, count: count * count)
                for bar in HarmonicSpan.BarPlace.allCases {
                    let counts = self.transitions[ChordTables.matrix(rhythm, HarmonicSpan.position(bar, beat))]
                    for i in pooled.indices { pooled[i] += counts[i] }
                }
                return pooled
            }
            for bar in HarmonicSpan.BarPlace.allCases {
                for beat in HarmonicSpan.Beat.allCases {
                    let general = Self.smoothed(
                        pooled[beat.rawValue], prior.transitions(rhythm, bar, beat), strength.motion, rows: count)
                    let position = HarmonicSpan.position(bar, beat)
                    transitions.append(
                        Self.smoothed(
                            self.transitions[ChordTables.matrix(rhythm, position)], general, strength.place,
                            rows: count))
                }
            }
        }
        return ChordTables(
            usage: Self.smoothed(usage, prior.weights, strength.usage, rows: 1),
            initial: Self.smoothed(initial, prior.initial, strength.usage, rows: 1), transitions: transitions,
            emissions: emissions(prior, strength))
    }

    /// The tones of each kind, smoothed toward all tones of the chord, which are smoothed toward the prior.
    private func emissions(_ prior: ChordPrior, _ strength: Strength) -> [[Double]] {
        let count = ChordTables.chordCount
        var pooled = [Double](repeating: 0, count: count * 12)
        for counts in emissions { for i in pooled.indices { pooled[i] += counts[i] } }
        return emissions.indices.map { kind in
            guard let accent = HarmonicSpan.Accent(rawValue: kind / 2) else { preconditionFailure("kind \(kind)") }
            let general = Self.smoothed(pooled, prior.emissions(accent), strength.tones, rows: count)
            return Self.smoothed(emissions[kind], general, strength.kind, rows: count)
        }
    }

    private static func smoothed(_ counts: [Double], _ prior: [Double], _ strength: Double, rows: Int) -> [Double] {
        HMMParameters.normalised(zip(counts, prior).map { $0 + strength * $1 }, rows: rows)
    }
}
