/// How two sets of tunes differ in one feature.
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
    /// Of scalar features only.
    package let summary: Summary?
    package let referenceSummary: Summary?
    /// Overlapping area of the distances within the set and between the sets: 1 is the same distribution, 0 disjoint
    /// ones. nil without a reference, or if all distances are equal.
    package let overlap: Double?
    /// KL divergence of the same distributions in nats; 0 is the same.
    package let divergence: Double?

    /// - Parameter reference: empty: there is no comparison.
    package init(_ feature: Feature, _ tunes: [NoteSequence], reference: [NoteSequence]) {
        self.feature = feature
        let own = tunes.map(feature.values)
        let other = reference.map(feature.values)
        summary = feature.isScalar ? Self.summary(own.map { $0[0] }) : nil
        referenceSummary = feature.isScalar ? Self.summary(other.map { $0[0] }) : nil
        guard let inside = DensityEstimate(Self.distances(own, own, skipsSame: true)),
            let between = DensityEstimate(Self.distances(own, other, skipsSame: false))
        else {
            (overlap, divergence) = (nil, nil)
            return
        }
        overlap = inside.overlap(between)
        divergence = inside.divergence(from: between)
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
