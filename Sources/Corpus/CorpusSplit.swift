package import MuseProtocols

/// Splits a corpus into training, validation and test tunes.
///
/// Groups of variants stay together. The rank of a group is a hash of the seed and the notes of its tunes, so the side
/// of a tune hardly depends on the rest of the corpus. Groups are held out in order of rank until the fractions are
/// reached.
package struct CorpusSplit: Sendable {
    /// The side of each tune.
    package let sides: [CorpusSide]

    /// - Parameters:
    ///   - groups: the index of each tune's group.
    ///   - contents: a hash of each tune's notes.
    ///   - validation, test: fractions of all tunes. A fraction above 0 gets at least one group, as long as one remains
    ///     for training.
    package init(groups: [Int], contents: [UInt64], validation: Double, test: Double, random: RandomSource) {
        var stream = random.stream("split")
        let salt = stream.next()
        var members: [Int: [Int]] = [:]
        for (tune, group) in groups.enumerated() { members[group, default: []].append(tune) }
        let ranked = members.values.map { tunes -> (rank: UInt64, tunes: [Int]) in
            var hash = StableHasher(salt)
            hash.add(tunes.map { contents[$0] }.min() ?? 0)
            return (hash.value, tunes)
        }.sorted { $0.rank != $1.rank ? $0.rank < $1.rank : $0.tunes[0] < $1.tunes[0] }

        var sides = [CorpusSide](repeating: .training, count: groups.count)
        var remainingGroups = ranked.count
        var isAssigned = [Bool](repeating: false, count: ranked.count)
        // Test tunes come first, so that they stay the same if the validation fraction changes.
        for (side, fraction) in [(CorpusSide.test, test), (.validation, validation)] where fraction > 0 {
            let target = max(1, Int((fraction * Double(groups.count)).rounded()))
            var count = 0
            func assign(_ i: Int) {
                isAssigned[i] = true
                remainingGroups -= 1
                count += ranked[i].tunes.count
                for tune in ranked[i].tunes { sides[tune] = side }
            }
            for i in ranked.indices where !isAssigned[i] && remainingGroups > 1 && count < target {
                // A group that would exceed the fraction is skipped, because smaller ones match it more closely.
                if count + ranked[i].tunes.count <= target { assign(i) }
            }
            if count == 0, remainingGroups > 1 {
                let smallest = ranked.indices.filter { !isAssigned[$0] }.min {
                    (ranked[$0].tunes.count, $0) < (ranked[$1].tunes.count, $1)
                }
                if let smallest { assign(smallest) }
            }
        }
        self.sides = sides
    }
}
