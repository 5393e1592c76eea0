import MuseNeural
import MuseProtocols
import Testing

/// Expects values to agree within `tolerance`, which is relative for values above 1.
func expect(
    _ found: [Float], _ expected: [Float], within tolerance: Float = 1e-5, _ what: String = "",
    at location: SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, "\(what)", sourceLocation: location)
    // Reports only the first difference, because a wrong op is wrong everywhere.
    let wrong = zip(found, expected).enumerated().first { _, pair in
        !(abs(pair.0 - pair.1) <= tolerance * max(1, abs(pair.1)))
    }
    if let (i, (found, expected)) = wrong {
        Issue.record("\(what)[\(i)] is \(found), not \(expected)", sourceLocation: location)
    }
}

extension Trial {
    /// Checks gradients against central differences under unequal weights. With equal weights, a transposed gradient
    /// would pass.
    ///
    /// For large matrices, only about a hundred elements are checked. Steps of ±0.02 and ±0.04 leave an error of about
    /// 1e-7 times the fifth derivative; rounding of the values contributes about 1e-5.
    func expectGradientsOfDifferences(
        within tolerance: Float = 1e-3, at location: SourceLocation = #_sourceLocation
    ) {
        var random = RandomSource(seed: 11)
        let dy = value().map { _ in Float(2 * random.uniform() - 1) }
        let found = gradients(dy)
        for (i, matrix) in inputs.enumerated() {
            compare(found.inputs[i], matrix, dy, "d input \(i)", tolerance, location) { $0.inputs[i].values[$1] += $2 }
        }
        for (i, matrix) in parameters.enumerated() {
            compare(found.parameters[i], matrix, dy, "d parameter \(i)", tolerance, location) {
                $0.parameters[i].values[$1] += $2
            }
        }
    }

    private func compare(
        _ found: [Float], _ matrix: Matrix, _ dy: [Float], _ what: String, _ tolerance: Float,
        _ location: SourceLocation, _ move: (inout Trial, Int, Float) -> Void
    ) {
        let step: Float = 0.02
        let count = matrix.values.count
        // 37 is coprime to the sizes that occur.
        for place in stride(from: 0, to: count, by: count > 200 ? 37 : 1) {
            func weighted(_ steps: Float) -> Double {
                var moved = self
                move(&moved, place, steps * step)
                return zip(moved.value(), dy).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }
            let difference = (weighted(-2) - 8 * weighted(-1) + 8 * weighted(1) - weighted(2)) / (12 * Double(step))
            guard abs(found[place] - Float(difference)) <= tolerance * max(1, abs(Float(difference))) else {
                Issue.record(
                    "\(what)[\(place)] is \(found[place]), differences give \(difference)", sourceLocation: location)
                return
            }
        }
    }

    /// Checks the value and gradients against PyTorch's.
    ///
    /// - Parameters:
    ///   - inputs, parameters: the names in the reference, in order.
    func expectNumbers(
        of reference: Reference, _ name: String, inputs: [String], parameters: [String] = [],
        within tolerance: Float = 1e-5, at location: SourceLocation = #_sourceLocation
    ) throws {
        let found = gradients(try reference.floats(name + ".dy"))
        expect(found.result, try reference.floats(name + ".y"), within: tolerance, name + ".y", at: location)
        for (own, found) in zip(inputs + parameters, found.inputs + found.parameters) {
            expect(
                found, try reference.floats("\(name).d\(own)"), within: tolerance, "\(name).d\(own)", at: location)
        }
    }

    /// An op on matrices of the reference.
    init(
        _ reference: Reference, _ name: String, inputs: [String], parameters: [String] = [],
        run: @escaping (Tape, [Tensor], [Parameter]) -> Tensor
    ) throws {
        self.init(
            inputs: try inputs.map { try reference.matrix("\(name).\($0)") },
            parameters: try parameters.map { try reference.matrix("\(name).\($0)") }, run: run)
    }
}
