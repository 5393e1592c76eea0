import MuseProtocols

/// The side of the split of each tune, and the tunes left out as duplicates.
///
/// Sides given by a file are kept, so that results can be compared with published ones on the same split: such tunes
/// are neither moved nor left out, even if they are duplicates. Other tunes are kept once each, but not if they
/// duplicate a tune with a given side; a variant of a tune with a given side goes to that side: test before validation
/// before training. The remaining tunes are split by the recipe's shares.
struct CorpusSides {
    private var sides: [CorpusSide?]
    /// Tunes left out.
    private(set) var exactDuplicates = 0
    /// Tunes without a given side that are variants of an earlier one.
    private(set) var variants = 0

    /// - Parameters:
    ///   - said: the side that the file gives for each tune, if any.
    ///   - prints: the fingerprint of each tune.
    init(_ said: [CorpusSide?], _ prints: [Fingerprint], _ settings: CorpusSettings, _ random: RandomSource) {
        let duplicates = DuplicateGroups(prints)
        sides = said
        /// Tunes with a given side, and tunes whose duplicates or variants have one.
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
