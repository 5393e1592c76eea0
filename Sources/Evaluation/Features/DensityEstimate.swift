import MusePlatform

/// A Gaussian kernel density estimate, with the bandwidth of Scott's rule, `σ n^(-1/5)`.
///
/// Source: Scott, Multivariate Density Estimation, 1992, section 6.3; the same as scipy's `gaussian_kde`.
package struct DensityEstimate {
    /// The distinct values and their counts.
    private let points: [(value: Double, count: Double)]
    package let width: Double
    private let size: Double
    package let range: ClosedRange<Double>

    /// nil for a sample without variance: with fewer than two values, or all of them equal.
    package init?(_ sample: [Double]) {
        guard let lowest = sample.min(), let highest = sample.max(), lowest < highest else { return nil }
        range = lowest...highest
        size = Double(sample.count)
        let mean = sample.reduce(0, +) / size
        let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (size - 1)
        width = variance.squareRoot() * pow(size, -0.2)
        // Many distances are equal: each distinct value is evaluated once.
        var points: [(value: Double, count: Double)] = []
        for value in sample.sorted() {
            if let last = points.last, last.value == value {
                points[points.count - 1].count += 1
            } else {
                points.append((value, 1))
            }
        }
        self.points = points
    }

    package func callAsFunction(_ x: Double) -> Double {
        var sum = 0.0
        for point in points {
            let z = (x - point.value) / width
            // Beyond that the exponential underflows.
            if abs(z) < 38 { sum += point.count * exp(-0.5 * z * z) }
        }
        return sum / (size * width * (2 * Double.pi).squareRoot())
    }

    /// Returns the overlapping area: the area under the lower of two curves, between the smallest and the largest value
    /// of both; 1 for equal distributions.
    func overlap(_ other: DensityEstimate, steps: Int = 2000) -> Double {
        let from = min(range.lowerBound, other.range.lowerBound)
        let step = (max(range.upperBound, other.range.upperBound) - from) / Double(steps)
        let heights = (0...steps).map { i in
            let x = from + Double(i) * step
            return min(self(x), other(x))
        }
        return (heights.reduce(0, +) - (heights[0] + heights[steps]) / 2) * step
    }

    /// Returns the KL divergence from another density in nats, as mgeval computes it: each density is evaluated at the
    /// same number of points of its range, normalised to a sum of 1, and compared point by point. 0 for equal
    /// distributions.
    func divergence(from other: DensityEstimate, points: Int = 1000) -> Double {
        let (p, q) = (shares(points), other.shares(points))
        return zip(p, q).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log($1.0 / $1.1) : 0) }
    }

    private func shares(_ points: Int) -> [Double] {
        let step = (range.upperBound - range.lowerBound) / Double(points - 1)
        let heights = (0..<points).map { self(range.lowerBound + Double($0) * step) }
        let sum = heights.reduce(0, +)
        return heights.map { $0 / sum }
    }
}
