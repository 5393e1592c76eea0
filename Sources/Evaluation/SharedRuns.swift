package import MuseMusic

/// An index of the runs of notes in a corpus, independent of key.
package struct SharedRuns: Sendable {
    private struct Place {
        var tune: Int32
        var step: Int32
    }

    package struct Run: Equatable, Sendable {
        package var notes: Int
        /// The index of the tune in the corpus; nil if there is no run.
        package var tune: Int?
        /// The index of its first note in the melody of the score.
        package var start = 0
    }

    /// The minimum length of a run, in steps.
    private static let shortest = 6

    private let tunes: [[MelodyStep]]
    /// The places of the runs of `shortest` steps, by hash.
    private var places: [UInt64: [Place]] = [:]

    package init(_ corpus: [Score]) {
        tunes = corpus.map { $0.melodySteps }
        for (t, steps) in tunes.enumerated() {
            for (s, hash) in Self.hashes(steps).enumerated() {
                places[hash, default: []].append(Place(tune: Int32(t), step: Int32(s)))
            }
        }
    }

    /// Returns the longest run of notes that a tune shares with a tune of the corpus, the first one of equal length.
    ///
    /// - Parameter excluded: the index of a tune of the corpus to ignore, such as the tune itself.
    package func longest(in score: Score, otherThan excluded: Int? = nil) -> Run {
        let steps = score.melodySteps
        var best = Run(notes: 0, tune: nil)
        for (start, hash) in Self.hashes(steps).enumerated() {
            for place in places[hash] ?? [] where Int(place.tune) != excluded {
                let other = tunes[Int(place.tune)]
                let from = Int(place.step)
                // A run is followed only from its start.
                if start > 0, from > 0, steps[start - 1] == other[from - 1] { continue }
                var length = 0
                while start + length < steps.count, from + length < other.count,
                    steps[start + length] == other[from + length]
                {
                    length += 1
                }
                if length >= Self.shortest, length + 1 > best.notes {
                    best = Run(notes: length + 1, tune: Int(place.tune), start: start)
                }
            }
        }
        return best
    }

    /// Returns FNV-1a hashes of every `shortest` consecutive steps.
    private static func hashes(_ steps: [MelodyStep]) -> [UInt64] {
        guard steps.count >= shortest else { return [] }
        return (0...steps.count - shortest).map { start in
            steps[start..<start + shortest].reduce(0xCBF2_9CE4_8422_2325) { hash, step in
                let mixed = (hash ^ UInt64(bitPattern: Int64(step.interval))) &* 0x100_0000_01B3
                return (mixed ^ UInt64(bitPattern: Int64(step.duration))) &* 0x100_0000_01B3
            }
        }
    }
}
