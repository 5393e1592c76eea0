/// Finds duplicate tunes in a corpus, and groups of variants.
///
/// Tunes that share one of their smallest shingle hashes are compared by Jaccard similarity, and similar tunes are
/// joined into groups. Source: Broder, "On the resemblance and containment of documents", SEQUENCES 1997,
/// https://doi.org/10.1109/SEQUEN.1997.666900 (sketches of the s smallest hashes). Difference: if sketches share a
/// hash, the complete sets of shingles are compared, instead of estimating the similarity from the sketches.
package struct DuplicateGroups: Sendable {
    /// The index of the first tune with the same content as each tune, which may be the tune itself.
    package let firstEqual: [Int]
    /// The index of the first tune in each tune's group of variants.
    package let group: [Int]

    /// The minimum similarity of variants.
    package static let threshold = 0.3
    private static let sketchLength = 16
    /// The number of following tunes with the same hash that a tune is compared with. Variants share many hashes, so
    /// they are neighbours for at least one. Without a limit, a cadence common to all tunes would take quadratic time.
    private static let window = 4

    package init(_ tunes: [Fingerprint]) {
        var first: [UInt64: Int] = [:]
        firstEqual = tunes.indices.map { i in
            if let equal = first[tunes[i].content] { return equal }
            first[tunes[i].content] = i
            return i
        }

        var keys: [(hash: UInt64, tune: Int)] = []
        keys.reserveCapacity(tunes.count * Self.sketchLength)
        for i in tunes.indices where firstEqual[i] == i {
            for hash in tunes[i].shingles.prefix(Self.sketchLength) { keys.append((hash, i)) }
        }
        keys.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.tune < $1.tune }

        var sets = DisjointSets(count: tunes.count)
        for i in tunes.indices { sets.join(i, firstEqual[i]) }
        var differing: Set<UInt64> = []
        for i in keys.indices {
            var j = i + 1
            while j < keys.count, j <= i + Self.window, keys[j].hash == keys[i].hash {
                let pair = (keys[i].tune, keys[j].tune)
                let code = UInt64(pair.0) << 32 | UInt64(pair.1)
                j += 1
                if sets.root(pair.0) == sets.root(pair.1) || differing.contains(code) { continue }
                if tunes[pair.0].isSimilar(to: tunes[pair.1], threshold: Self.threshold) {
                    sets.join(pair.0, pair.1)
                } else {
                    differing.insert(code)
                }
            }
        }
        group = tunes.indices.map { sets.root($0) }
    }
}

/// A union-find structure in which the smallest member represents a set.
///
/// Source: Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", JACM 22(2), 1975,
/// https://doi.org/10.1145/321879.321884 (path halving; union by smallest member keeps the result independent of
/// order).
struct DisjointSets {
    private var parent: [Int]

    init(count: Int) { parent = Array(0..<count) }

    mutating func root(_ member: Int) -> Int {
        var i = member
        while parent[i] != i {
            parent[i] = parent[parent[i]]
            i = parent[i]
        }
        return i
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (a, b) = (root(a), root(b))
        if a != b { parent[max(a, b)] = min(a, b) }
    }
}
