/// A comparison of two sets of tunes in one feature.
///
/// Compares the Euclidean distances between tunes of one set with those between tunes of the two sets: for similar
/// sets, both have the same distribution.
///
/// Source: Yang and Lerch 2020, section 3.3. Gives the same numbers as mgeval, see `Tests/Evaluation/reference`.
package struct FeatureComparison: Equatable, Sendable {
    package struct Summary: Equatable, Sendable {
        package var mean: Double
        package var deviation: Double
    }

    package let feature: Feature
    /// Mean and deviation over the tunes; nil unless the feature is scalar.
    package let summary: Summary?
    package let referenceSummary: Summary?
    /// Overlapping area of the distances within the set and between the sets: 1 for equal distributions, 0 for disjoint
    /// ones. nil without a reference, or if all distances are equal.
    package let overlap: Double?
    /// KL divergence of the same distributions in nats; 0 for equal distributions.
    package let divergence: Double?

    /// - Parameter reference: may be empty; nothing is compared then.
    package init(_ feature: Feature, _ tunes: [NoteSequence], reference: [NoteSequence]) {
        self.feature = feature
        let values = tunes.map(feature.values)
        let referenceValues = reference.map(feature.values)
        summary = feature.isScalar ? Self.summary(values.map { $0[0] }) : nil
        referenceSummary = feature.isScalar ? Self.summary(referenceValues.map { $0[0] }) : nil
        guard let within = DensityEstimate(Self.distances(values, values, skipsSame: true)),
            let between = DensityEstimate(Self.distances(values, referenceValues, skipsSame: false))
        else {
            (overlap, divergence) = (nil, nil)
            return
        }
        overlap = within.overlap(between)
        divergence = within.divergence(from: between)
    }

    private static func summary(_ values: [Double]) -> Summary? {
        guard !values.isEmpty else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return Summary(mean: mean, deviation: variance.squareRoot())
    }

    private static func distances(_ a: [[Double]], _ b: [[Double]], skipsSame: Bool) -> [Double] {
        var result: [Double] = []
        for (i, x) in a.enumerated() {
            for (j, y) in b.enumerated() where !(skipsSame && i == j) {
                result.append(zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot())
            }
        }
        return result
    }
}
