package import MuseProtocols

/// Which tunes are learned from and which are kept aside.
///
/// Groups of variants stay together. Each group has a rank drawn from the seed and its own notes, so a tune's side hardly
/// depends on what else is in the corpus; groups are taken in that order until the shares are reached.
package struct CorpusSplit: Sendable {
    /// Of each tune.
    package let sides: [CorpusSide]

    /// - Parameters:
    ///   - groups: of each tune, the number of its group.
    ///   - contents: of each tune, a hash of its notes.
    ///   - validation, test: shares of all tunes; each that is not 0 gets at least one group, as long as one is left to
    ///     learn from.
    package init(groups: [Int], contents: [UInt64], validation: Double, test: Double, random: RandomSource) {
        var stream = random.stream("split")
        let salt = stream.next()
        var members: [Int: [Int]] = [:]
        for (tune, group) in groups.enumerated() { members[group, default: []].append(tune) }
        let ranked = members.values.map { tunes -> (rank: UInt64, tunes: [Int]) in
            var hash = Mix(salt)
            hash.add(tunes.map { contents[$0] }.min() ?? 0)
            return (hash.value, tunes)
        }.sorted { $0.rank != $1.rank ? $0.rank < $1.rank : $0.tunes[0] < $1.tunes[0] }

        var sides = [CorpusSide](repeating: .training, count: groups.count)
        var groupsLeft = ranked.count
        var isTaken = [Bool](repeating: false, count: ranked.count)
        // The test part first: it stays the same while one tries other shares for validation.
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
                // A group that would overshoot waits: smaller ones fill the share more closely.
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
