package import MuseMusic

/// The directions in a latent space along which each attribute increases.
///
/// Points are assumed to have a standard normal distribution. Under a linear model of the attributes, a displacement
/// changes the given attributes by the given amounts and leaves the others unchanged; the shortest such displacement is
/// used.
package struct AttributeDirections: Sendable {
    /// The attributes in which the tunes differ.
    package let attributes: [TuneAttribute]
    /// The covariance of each attribute, in standard deviations, with each coordinate.
    private let covariances: [[Double]]

    /// - Parameters:
    ///   - scores: the tunes, at least two for any attribute to vary.
    ///   - points: the points of the tunes, all of the same size.
    package init(_ scores: [Score], at points: [[Float]]) {
        self.init(TuneAttribute.allCases.map { ($0, scores.map($0.value)) }, at: points)
    }

    /// - Parameters:
    ///   - values: the values of each attribute, one per tune.
    ///   - points: the points of the tunes, all of the same size.
    package init(_ values: [(TuneAttribute, [Double])], at points: [[Float]]) {
        let size = points.first?.count ?? 0
        let middle = (0..<size).map { c in points.reduce(0.0) { $0 + Double($1[c]) } / Double(points.count) }
        var attributes: [TuneAttribute] = []
        var covariances: [[Double]] = []
        for (attribute, values) in values {
            precondition(
                values.count == points.count, "\(values.count) values of \(attribute) for \(points.count) points")
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
            guard deviation > 0 else { continue }
            var covariance = [Double](repeating: 0, count: size)
            for (value, point) in zip(values, points) {
                let share = (value - mean) / deviation / count
                for c in covariance.indices { covariance[c] += share * (Double(point[c]) - middle[c]) }
            }
            attributes.append(attribute)
            covariances.append(covariance)
        }
        self.attributes = attributes
        self.covariances = covariances
    }

    /// Returns the displacement to add to a point.
    ///
    /// - Parameter amounts: changes of the attributes, in standard deviations over the tunes.
    package func move(_ amounts: [TuneAttribute: Double]) -> [Float] {
        let products = covariances.map { a in covariances.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
        let shares = solution(of: products, attributes.map { amounts[$0] ?? 0 })
        return (0..<(covariances.first?.count ?? 0)).map { c in
            Float(zip(shares, covariances).reduce(0) { $0 + $1.0 * $1.1[c] })
        }
    }

    /// Solves a positive definite system by Gaussian elimination.
    private func solution(of matrix: [[Double]], _ right: [Double]) -> [Double] {
        var rows = zip(matrix, right).map { $0 + [$1] }
        // With fewer tunes than attributes, the matrix is singular without regularisation.
        let regularisation = 1e-9 * (matrix.indices.map { matrix[$0][$0] }.max() ?? 0)
        for i in rows.indices {
            rows[i][i] += regularisation
            for j in rows.indices where j > i {
                let factor = rows[j][i] / rows[i][i]
                for c in i...right.count { rows[j][c] -= factor * rows[i][c] }
            }
        }
        var solution = right
        for i in rows.indices.reversed() {
            let known = ((i + 1)..<right.count).reduce(0.0) { $0 + rows[i][$1] * solution[$1] }
            solution[i] = (rows[i][right.count] - known) / rows[i][i]
        }
        return solution
    }
}
