package import MuseProtocols

extension Recipe {
    /// Sets of tunes that are played one after another.
    package struct Sets: Sendable {
        /// The demands on a tune, by its place in the set.
        package struct Variant: Sendable {
            package let plan: Plan
            package let grammar: any TokenGrammar
        }

        /// The number of tunes in a set.
        package let size: Int
        /// One for each tune of a set, or one for all; empty if all tunes have the plan of the recipe.
        package let variants: [Variant]
        /// The smallest wanted difference between two tunes of a set, 0 to 1; 0 is off.
        package let contrast: Double

        /// The number of the set that tune `number` belongs to, both from 1.
        package func set(ofTune number: Int) -> Int { (number - 1) / size + 1 }

        /// The demands on the tune with an index from 0; nil for those of the recipe.
        package func variant(ofTune index: Int) -> Variant? {
            variants.isEmpty ? nil : variants[index % size % variants.count]
        }
    }

    /// The sets that the recipe generates; nil for single tunes.
    package var sets: Sets? { if case .sets(let sets) = task { sets } else { nil } }

    /// The plan of the tune with an index from 0.
    package func plan(ofTune index: Int) -> Plan { sets?.variant(ofTune: index)?.plan ?? plan }

    /// The demands on all tunes: without the key if the tunes of a set differ in it.
    package var commonPlan: Plan {
        guard let sets, !sets.variants.isEmpty else { return plan }
        var plan = sets.variants[0].plan
        if sets.variants.count > 1 { plan.key = nil }
        return plan
    }
}
