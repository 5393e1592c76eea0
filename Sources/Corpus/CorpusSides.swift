import MuseProtocols

/// Which side each tune of a corpus is on, and which tunes are left out as duplicates.
///
/// What a file says of its tunes' sides holds as it stands: such tunes are neither moved nor left out, though they be
/// the same as others, so that figures compare with those that others got with the same split. All other tunes are taken
/// once each, not at all where a tune with a side is the same, and on the side of the tunes with a side that they are
/// variants of: test before validation before training. The rest are split by the recipe's shares.
struct CorpusSides {
    private var sides: [CorpusSide?]
    /// Tunes left out.
    private(set) var exactDuplicates = 0
    /// Tunes without a side of their own that are variants of an earlier one.
    private(set) var variants = 0

    /// - Parameters:
    ///   - said: what the files say of each tune.
    ///   - prints: of each tune.
    init(_ said: [CorpusSide?], _ prints: [Fingerprint], _ settings: CorpusSettings, _ random: RandomSource) {
        let duplicates = DuplicateGroups(prints)
        sides = said
        /// Tunes whose contents, and groups whose variants, have a side.
        var isSaid = [Bool](repeating: false, count: said.count)
        var groupSides = [CorpusSide?](repeating: nil, count: said.count)
        for (i, side) in said.enumerated() {
            guard let side else { continue }
            isSaid[duplicates.firstEqual[i]] = true
            let group = duplicates.group[i]
            groupSides[group] = [groupSides[group], side].compactMap(\.self).max { Self.rank($0) < Self.rank($1) }
        }
        var open: [Int] = []
        for i in said.indices where said[i] == nil {
            if duplicates.firstEqual[i] != i || isSaid[i] {
                exactDuplicates += 1
                continue
            }
            if duplicates.group[i] != i { variants += 1 }
            if let side = groupSides[duplicates.group[i]] { sides[i] = side } else { open.append(i) }
        }
        let split = CorpusSplit(
            groups: open.map { duplicates.group[$0] }, contents: open.map { prints[$0].content },
            validation: settings.validation, test: settings.test, random: random)
        for (i, side) in zip(open, split.sides) { sides[i] = side }
    }

    /// nil for a tune that is left out.
    subscript(tune: Int) -> CorpusSide? { sides[tune] }

    private static func rank(_ side: CorpusSide) -> Int { side == .test ? 2 : side == .validation ? 1 : 0 }
}
