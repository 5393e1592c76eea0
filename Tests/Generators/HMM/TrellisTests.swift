import MuseGenerators
import MuseProtocols
import Testing

/// Compares with all paths of a small trellis, which has two transition matrices and factors of its emissions.
@Suite(.serialized) struct TrellisTests {
    private static let trellises = [1, 2].map { order in
        var random = RandomSource(seed: 3)
        let (states, count) = (2, 5)
        let width = order == 2 ? 4 : 2
        func row(_ size: Int) -> [Double] {
            let values = (0..<size).map { _ in 0.1 + random.uniform() }
            return values.map { $0 / values.reduce(0, +) }
        }
        let initial = row(width)
        let transitions = (0..<2).map { _ in (0..<width).flatMap { _ in row(states) } }
        return Trellis(
            states: states, order: order, initial: initial, transitions: transitions, matrices: [0, 1, 0, 0, 1],
            emissions: (0..<count * width).map { _ in random.uniform() }, emissionLogs: [-3, 1, 0, 2, -5])
    }

    /// All paths that the trellis allows, with their probabilities.
    private func paths(_ trellis: Trellis) -> [(nodes: [Int], probability: Double)] {
        var paths: [[Int]] = [[]]
        for t in 0..<trellis.count {
            paths = paths.flatMap { path in
                (0..<trellis.width).filter { node in
                    // The state before is part of a node of second order.
                    t == 0 || trellis.order == 1 || node / trellis.states == path[t - 1] % trellis.states
                }.map { path + [$0] }
            }
        }
        return paths.map { ($0, exponential(trellis.logProbability(of: $0))) }
    }

    @Test(arguments: trellises) func theLikelihoodIsTheSumOverAllPaths(trellis: Trellis) {
        let sum = paths(trellis).reduce(0) { $0 + $1.probability }
        #expect(abs(exponential(trellis.forward().logLikelihood) / sum - 1) < 1e-9)
    }

    @Test(arguments: trellises) func viterbiFindsTheBestOfAllPaths(trellis: Trellis) throws {
        let best = try #require(paths(trellis).max { $0.probability < $1.probability })
        let found = trellis.viterbi()
        #expect(found.nodes == best.nodes)
        #expect(abs(exponential(found.logProbability) / best.probability - 1) < 1e-9)
    }

    @Test(arguments: trellises) func posteriorsAreSharesOfThePaths(trellis: Trellis) {
        let paths = paths(trellis)
        let sum = paths.reduce(0) { $0 + $1.probability }
        let posteriors = trellis.posteriors()
        for t in 0..<trellis.count {
            for node in 0..<trellis.width {
                let share = paths.filter { $0.nodes[t] == node }.reduce(0) { $0 + $1.probability } / sum
                #expect(abs(posteriors[t * trellis.width + node] - share) < 1e-9)
            }
        }
    }

    /// Chi-squared against the exact posterior of each path, at a level of 0.001 for up to 63 degrees of freedom.
    @Test(arguments: trellises) func pathsAreSampledAsOftenAsTheyAreProbable(trellis: Trellis) {
        let paths = paths(trellis)
        let sum = paths.reduce(0) { $0 + $1.probability }
        var random = RandomSource(seed: 8)
        let forward = trellis.forward()
        var counts: [[Int]: Int] = [:]
        let draws = 20_000
        for _ in 0..<draws { counts[trellis.sample(forward, &random), default: 0] += 1 }
        var statistic = 0.0
        for path in paths {
            let expected = Double(draws) * path.probability / sum
            let difference = Double(counts[path.nodes] ?? 0) - expected
            statistic += difference * difference / expected
        }
        #expect(counts.keys.allSatisfy { key in paths.contains { $0.nodes == key } })
        #expect(statistic < 103)
    }

    @Test func anEmptySequenceHasNoNodes() {
        let trellis = Trellis(
            states: 1, order: 1, initial: [1], transitions: [[1]], matrices: [], emissions: [])
        #expect(trellis.viterbi().nodes.isEmpty)
        #expect(trellis.forward().logLikelihood == 0)
    }
}
