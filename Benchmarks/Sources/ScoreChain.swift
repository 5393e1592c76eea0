import MuseProtocols
import MuseSamplers

/// Temperature, top-k, top-p and min-p on random scores of 512 tokens.
final class ScoreChain {
    private static let size = 512
    private static let steps = 10_000
    private let samplers: [any Sampler]
    private let rows: [[Float]]

    init() throws {
        samplers = try [
            ("temperature", "value", "0.9"), ("top_k", "k", "40"), ("top_p", "p", "0.95"), ("min_p", "p", "0.05"),
        ]
        .map { type, key, value in
            try Registry<any Sampler>.builtIn.make(
                .map([("type", .scalar(type)), (key, .scalar(value))]), path: "sampler")
        }
        // The peer makes the same scores, with the same linear congruential generator (Knuth's MMIX).
        var state: UInt64 = 1
        rows = (0..<64).map { _ in
            (0..<Self.size).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return -10 * Float(state >> 40) / Float(1 << 24)
            }
        }
    }

    /// Applies the chain to 10 000 steps.
    func run() throws {
        var samplers = samplers
        var scores = [Float](repeating: 0, count: Self.size)
        let step = Step(tokens: [])
        for number in 0..<Self.steps {
            for (i, score) in rows[number % rows.count].enumerated() { scores[i] = score }
            for i in samplers.indices { try samplers[i].adjust(&scores, at: step) }
        }
    }
}
