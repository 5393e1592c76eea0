import MusePlatform
import MuseProtocols
import Testing

/// The probabilities after samplers.
func adjusted(
    _ chain: [any Sampler], _ probabilities: [Double], after tokens: [TokenID] = []
) throws -> [Double] {
    var scores = probabilities.map { Float(log($0)) }
    for var sampler in chain { try sampler.adjust(&scores, at: Step(tokens: tokens)) }
    let weights = scores.map { exp(Double($0)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
}

/// Expects equal probabilities, and the same excluded tokens.
func expectClose(
    _ found: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
) {
    let isClose =
        found.count == expected.count
        && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 && ($0 == 0) == ($1 == 0) }
    #expect(isClose, "\(found) is not \(expected)", sourceLocation: sourceLocation)
}
