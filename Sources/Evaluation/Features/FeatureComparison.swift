/// How two sets of tunes differ in one feature.
///
/// Distances between the tunes of one set (Euclid's, of their features) are held against those between the sets: where the
/// sets are alike, both are distributed alike.
///
/// Source: Yang and Lerch 2020, section 3.3. The same sums as mgeval's, see `Tests/Evaluation/reference`.
package struct FeatureComparison: Equatable, Sendable {
    package struct Summary: Equatable, Sendable {
        package var mean: Double
        package var deviation: Double
    }

    package let feature: Feature
    /// Of features that are one number.
    package let summary: Summary?
    package let referenceSummary: Summary?
    /// Of distances inside the set and between the sets: 1 is alike, 0 wholly different. nil without a reference, or where
    /// distances are all the same.
    package let overlap: Double?
    /// In nats, 0 is alike.
    package let divergence: Double?

    /// - Parameter reference: may be empty: then there is nothing to compare with.
    package init(_ feature: Feature, _ tunes: [NoteLine], reference: [NoteLine]) {
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
