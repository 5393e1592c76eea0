package import MuseProtocols

/// The split of a corpus into training, validation and test tunes.
///
/// Groups of variants stay together. The rank of each group is drawn from the seed and the notes of its own tunes, so
/// the side of a tune hardly depends on the rest of the corpus. Groups are taken in that order until the shares are
/// reached.
package struct CorpusSplit: Sendable {
    /// For each tune.
    package let sides: [CorpusSide]

    /// - Parameters:
    ///   - groups: the index of each tune's group.
    ///   - contents: a hash of each tune's notes.
    ///   - validation, test: shares of all tunes. A share above 0 gets at least one group, as long as one remains for
    ///     training.
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
        var groupsLeft = ranked.count
        var isTaken = [Bool](repeating: false, count: ranked.count)
        // The test tunes first: they stay the same when the validation share changes.
        for (side, share) in [(CorpusSide.test, test), (.validation, validation)] where share > 0 {
            let wanted = max(1, Int((share * Double(groups.count)).rounded()))
            var count = 0
            func take(_ i: Int) {
                isTaken[i] = true
                groupsLeft -= 1
                count += ranked[i].tunes.count
                for tune in ranked[i].tunes { sides[tune] = side }
            }
            for i in ranked.indices where !isTaken[i] && groupsLeft > 1 && count < wanted {
                // A group that would exceed the share is skipped at first: smaller ones fill it more closely.
                if count + ranked[i].tunes.count <= wanted { take(i) }
            }
            if count == 0, groupsLeft > 1 {
                let smallest = ranked.indices.filter { !isTaken[$0] }.min {
                    (ranked[$0].tunes.count, $0) < (ranked[$1].tunes.count, $1)
                }
                if let smallest { take(smallest) }
            }
        }
        self.sides = sides
    }
}
