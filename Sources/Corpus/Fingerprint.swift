package import MuseMusic

/// Hashes for comparing tunes: of the content, and of the melody regardless of key, octave, note values and title.
package struct Fingerprint: Sendable {
    /// A hash of all notes and repeats, which is equal for exact duplicates.
    package let content: UInt64
    /// The hashes of all runs of `length` consecutive moves of the melody, sorted and unique. A move is the interval to
    /// the next note and the ratio of their inter-onset intervals, so it does not depend on key or note values.
    package let shingles: [UInt64]

    /// The number of moves in a shingle: large enough that unrelated tunes rarely share one, small enough to survive
    /// variation.
    static let length = 5

    package init(_ score: Score) {
        content = Self.content(of: score)
        let melody = score.melodyPart.map { Melody($0).tones } ?? []
        var moves: [UInt64] = []
        moves.reserveCapacity(melody.count)
        for i in melody.indices.dropFirst() {
            let interval = melody[i].midi - melody[i - 1].midi
            let last = melody[i].onset - melody[i - 1].onset
            let next = (i + 1 < melody.count ? melody[i + 1].onset : melody[i].end) - melody[i].onset
            let divisor = max(1, greatestCommonDivisor(max(0, last), max(0, next)))
            var hash = StableHasher(UInt64(bitPattern: Int64(interval)))
            hash.add(last / divisor)
            hash.add(next / divisor)
            moves.append(hash.value)
        }
        guard moves.count > Self.length else {
            var hash = StableHasher(UInt64(moves.count))
            for move in moves { hash.add(move) }
            shingles = [hash.value]
            return
        }
        var hashes: [UInt64] = []
        hashes.reserveCapacity(moves.count)
        for i in 0...(moves.count - Self.length) {
            var hash = StableHasher(0)
            for j in i..<(i + Self.length) { hash.add(moves[j]) }
            hashes.append(hash.value)
        }
        hashes.sort()
        var unique: [UInt64] = []
        unique.reserveCapacity(hashes.count)
        for hash in hashes where hash != unique.last { unique.append(hash) }
        shingles = unique
    }

    /// Returns the Jaccard similarity of the shingles: the size of the intersection divided by the size of the union, 0
    /// to 1.
    package func similarity(to other: Fingerprint) -> Double {
        let shared = sharedCount(with: other, atLeast: 0) ?? 0
        return Double(shared) / Double(max(1, shingles.count + other.shingles.count - shared))
    }

    /// Returns whether the similarity is at least `threshold`. Much faster if it is not.
    func isSimilar(to other: Fingerprint, threshold: Double) -> Bool {
        // s / (a + b - s) >= t  where  s >= t (a + b) / (1 + t).
        let needed = threshold * Double(shingles.count + other.shingles.count) / (1 + threshold)
        guard let shared = sharedCount(with: other, atLeast: Int(needed)) else { return false }
        return Double(shared) >= threshold * Double(max(1, shingles.count + other.shingles.count - shared))
    }

    /// Returns the number of common shingles; nil as soon as it must be smaller than `needed`.
    private func sharedCount(with other: Fingerprint, atLeast needed: Int) -> Int? {
        shingles.withUnsafeBufferPointer { a in
            other.shingles.withUnsafeBufferPointer { b in
                var i = 0
                var j = 0
                var shared = 0
                while i < a.count && j < b.count {
                    if shared + min(a.count - i, b.count - j) < needed { return nil }
                    let (x, y) = (a[i], b[j])
                    if x == y { shared += 1 }
                    if x <= y { i += 1 }
                    if y <= x { j += 1 }
                }
                return shared
            }
        }
    }

    /// A hash of all notes and repeats.
    package static func content(of score: Score) -> UInt64 {
        // In units of 1/10 080 quarter, so that the hash does not depend on the resolution of the file.
        let scale = { (ticks: Int) in
            ticks.multipliedFullWidth(by: Score.notationTicksPerQuarter).low / UInt(max(1, score.ticksPerQuarter))
        }
        var hash = StableHasher(UInt64(score.parts.count))
        for part in score.parts {
            hash.add(part.notes.count)
            for note in part.notes {
                hash.add(UInt64(scale(note.onset)))
                hash.add(UInt64(scale(note.duration)))
                hash.add(note.pitch.midi << 1 | (note.isTied ? 1 : 0))
            }
        }
        for line in score.barlines where line.endsRepeat || line.startsRepeat || !line.endings.isEmpty {
            hash.add(UInt64(scale(line.onset)))
            hash.add((line.endsRepeat ? 2 : 0) + (line.startsRepeat ? 1 : 0))
            for ending in line.endings { hash.add(ending) }
        }
        return hash.value
    }
}

/// A hash function with the same result in every process, unlike the standard library's.
///
/// Applies the finalizer of SplitMix64 to each value. Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom
/// Number Generators", OOPSLA 2014, https://doi.org/10.1145/2660193.2660195.
struct StableHasher {
    private(set) var value: UInt64

    init(_ start: UInt64) {
        value = 0
        add(start)
    }

    mutating func add(_ next: UInt64) {
        var z = (value ^ next) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        value = z ^ (z >> 31)
    }

    mutating func add(_ next: Int) { add(UInt64(bitPattern: Int64(next))) }
}
