import MuseProtocols

/// Assigns each tune to a side of the split, or leaves it out as a duplicate.
///
/// A side that a file specifies is kept, so that results can be compared with published ones on the same split. Such
/// tunes are neither moved nor left out, even if they are duplicates. Other tunes are kept once, unless they duplicate
/// a tune with a specified side. A variant of tunes with specified sides goes to their side, with priority to test,
/// then validation. The remaining tunes are split by the fractions in the recipe.
struct CorpusSides {
    private var sides: [CorpusSide?]
    /// The number of tunes left out as exact duplicates.
    private(set) var exactDuplicates = 0
    /// The number of tunes without a specified side that are variants of earlier ones.
    private(set) var variants = 0
    /// Whether a variant of each tune is a training tune.
    private let hasTrainingVariant: [Bool]

    /// - Parameters:
    ///   - specified: the side that the file specifies for each tune, if any.
    ///   - fingerprints: the fingerprint of each tune.
    init(
        _ specified: [CorpusSide?], _ fingerprints: [Fingerprint], _ settings: CorpusSettings, _ random: RandomSource
    ) {
        let duplicates = DuplicateGroups(fingerprints)
        sides = specified
        // Whether a tune or one of its duplicates has a specified side.
        var isSpecified = [Bool](repeating: false, count: specified.count)
        var groupSides = [CorpusSide?](repeating: nil, count: specified.count)
        for (i, side) in specified.enumerated() {
            guard let side else { continue }
            isSpecified[duplicates.firstEqual[i]] = true
            let group = duplicates.group[i]
            groupSides[group] = [groupSides[group], side].compactMap(\.self).max { Self.rank($0) < Self.rank($1) }
        }
        var unassigned: [Int] = []
        for i in specified.indices where specified[i] == nil {
            if duplicates.firstEqual[i] != i || isSpecified[i] {
                exactDuplicates += 1
                continue
            }
            if duplicates.group[i] != i { variants += 1 }
            if let side = groupSides[duplicates.group[i]] { sides[i] = side } else { unassigned.append(i) }
        }
        let split = CorpusSplit(
            groups: unassigned.map { duplicates.group[$0] }, contents: unassigned.map { fingerprints[$0].content },
            validation: settings.validation, test: settings.test, random: random)
        for (i, side) in zip(unassigned, split.sides) { sides[i] = side }
        let trained = Set(zip(sides, duplicates.group).filter { $0.0 == .training }.map(\.1))
        hasTrainingVariant = duplicates.group.map(trained.contains)
    }

    /// The side of a tune; nil if it is left out.
    subscript(tune: Int) -> CorpusSide? { sides[tune] }

    /// Whether a held-out tune is a variant of a training tune, which happens only if the file specifies their sides.
    func resemblesTraining(_ tune: Int) -> Bool { sides[tune] != .training && hasTrainingVariant[tune] }

    private static func rank(_ side: CorpusSide) -> Int { side == .test ? 2 : side == .validation ? 1 : 0 }
}
