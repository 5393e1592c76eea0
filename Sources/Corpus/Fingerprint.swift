import Foundation
package import MuseMusic

/// Hashes for comparing tunes: of the content, and of the melody regardless of key, octave, note values and title.
package struct Fingerprint: Sendable {
    /// A hash of all notes and repeats, which is equal for exact duplicates.
    package let content: UInt64
    /// The hashes of all runs of `length` consecutive moves of the melody, sorted and unique. A move is the interval to
    /// the next note and the ratio of their inter-onset intervals, so it does not depend on key or note values.
    package let shingles: [UInt64]
    /// Whether these are all shingles; otherwise they are the smallest ones.
    private let isComplete: Bool

    /// The number of moves in a shingle: large enough that unrelated tunes rarely share one, small enough to survive
    /// variation.
    static let length = 5

    package init(_ score: Score) { self.init(score, limit: .max) }

    /// - Parameter limit: the number of shingles that are kept, the smallest ones. If a tune has more, similarities are
    ///   estimates from the shingles up to the largest that is kept. Source: Broder 1997 (see `DuplicateGroups`).
    package init(_ score: Score, limit: Int) {
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
            (shingles, isComplete) = ([hash.value], true)
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
        shingles = Array(unique.prefix(limit))
        isComplete = unique.count <= limit
    }

    /// Returns the Jaccard similarity of the shingles: the size of the intersection divided by the size of the union, 0
    /// to 1.
    package func similarity(to other: Fingerprint) -> Double {
        let (a, b) = comparable(to: other)
        let shared = Self.sharedCount(a, b, atLeast: 0) ?? 0
        return Double(shared) / Double(max(1, a.count + b.count - shared))
    }

    /// Returns whether the similarity is at least `threshold`. Much faster if it is not.
    func isSimilar(to other: Fingerprint, threshold: Double) -> Bool {
        let (a, b) = comparable(to: other)
        // s / (a + b - s) >= t  where  s >= t (a + b) / (1 + t).
        let needed = threshold * Double(a.count + b.count) / (1 + threshold)
        guard let shared = Self.sharedCount(a, b, atLeast: Int(needed)) else { return false }
        return Double(shared) >= threshold * Double(max(1, a.count + b.count - shared))
    }

    /// The shingles of both tunes up to the largest for which it is known whether each has it.
    private func comparable(to other: Fingerprint) -> (ArraySlice<UInt64>, ArraySlice<UInt64>) {
        let bounds = [self, other].compactMap { $0.isComplete ? nil : $0.shingles.last }
        guard let bound = bounds.min() else { return (shingles[...], other.shingles[...]) }
        return (shingles.prefix { $0 <= bound }, other.shingles.prefix { $0 <= bound })
    }

    /// Returns the number of common shingles; nil as soon as it must be smaller than `needed`.
    private static func sharedCount(_ a: ArraySlice<UInt64>, _ b: ArraySlice<UInt64>, atLeast needed: Int) -> Int? {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
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

extension Fingerprint: Codable {
    private enum CodingKeys: CodingKey {
        case content, shingles, isComplete
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        content = UInt64(bitPattern: try values.decode(Int64.self, forKey: .content))
        isComplete = try values.decode(Bool.self, forKey: .isComplete)
        shingles = try values.decode(Data.self, forKey: .shingles).withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - 7, by: 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
    }

    /// The shingles as bytes, because a coder takes much longer for numbers one by one.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Int64(bitPattern: content), forKey: .content)
        try values.encode(isComplete, forKey: .isComplete)
        let bytes = shingles.map(\.littleEndian).withUnsafeBytes { Data($0) }
        try values.encode(bytes, forKey: .shingles)
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
