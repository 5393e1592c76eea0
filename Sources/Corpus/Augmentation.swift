package import MuseMusic
package import MuseProtocols

/// Random changes of training tunes that stay plausible music: another pitch, tempo and loudness.
///
/// Source: Oore et al., "This Time with Feeling", arXiv:1808.03715, section 3.2, for pitch and tempo. Difference: tempo
/// marks are changed instead of times.
package struct Augmentation: Hashable, Sendable {
    /// The number of changed copies of each training tune.
    package let copies: Int
    package let semitones: ClosedRange<Int>
    /// Factors of the tempo, above 0.
    package let tempo: ClosedRange<Double>
    /// What is added to MIDI velocities.
    package let velocity: ClosedRange<Int>

    package init(
        copies: Int, semitones: ClosedRange<Int> = 0...0, tempo: ClosedRange<Double> = 1...1,
        velocity: ClosedRange<Int> = 0...0
    ) {
        precondition(copies > 0 && tempo.lowerBound > 0, "\(copies) copies, tempo \(tempo)")
        self.copies = copies
        self.semitones = semitones
        self.tempo = tempo
        self.velocity = velocity
    }

    /// One random change of a tune.
    struct Change {
        let transposition: Transposition
        let tempo: Double
        let velocity: Int

        func changed(_ score: Score) -> Score {
            var copy = score.transposed(transposition)
            copy.scaleTempos(by: tempo)
            copy.shiftVelocities(by: velocity)
            return copy
        }
    }

    /// Returns the changes of a tune. They depend only on its notes and the random source.
    func changes(of score: Score, _ random: RandomSource) -> [Change] {
        let content = Int(truncatingIfNeeded: Fingerprint.content(of: score))
        return (0..<copies).map { number in
            var draw = random.stream("augment", content).stream("copy", number)
            return Change(
                transposition: Transposition(octavesAndSemitones: Self.draw(semitones, &draw)),
                tempo: Self.draw(tempo, &draw), velocity: Self.draw(velocity, &draw))
        }
    }

    /// Returns the changed copies of a tune.
    package func copies(of score: Score, _ random: RandomSource) -> [Score] {
        changes(of: score, random).map { $0.changed(score) }
    }

    private static func draw(_ range: ClosedRange<Int>, _ random: inout RandomSource) -> Int {
        range.lowerBound + random.below(range.count)
    }

    private static func draw(_ range: ClosedRange<Double>, _ random: inout RandomSource) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()
    }
}

extension Score {
    fileprivate mutating func scaleTempos(by factor: Double) {
        guard factor != 1 else { return }
        // Without a mark, players take 120 quarters a minute.
        if tempos.first?.onset != 0 { tempos.insert(Timed(0, Tempo(bpm: 120)), at: 0) }
        for i in tempos.indices { tempos[i].value.bpm = tempos[i].value.bpm.map { $0 * factor } }
    }

    fileprivate mutating func shiftVelocities(by amount: Int) {
        guard amount != 0 else { return }
        for p in parts.indices {
            for n in parts[p].notes.indices {
                parts[p].notes[n].velocity = UInt8(min(127, max(1, Int(parts[p].notes[n].velocity) + amount)))
            }
        }
    }
}
