import Foundation
import MuseProtocols

/// Samples 512 tokens in each of some streams from the Transformer of `trainTransformer`, fitted for one step.
struct Generation {
    private static let threads = 2
    /// Streams a decoder, as in muse's sampler: so few that their keys and values stay in the processor's cache.
    private static let batchSize = 6
    private static let vocabularySize = 128

    private let model: any Model
    private let streams: Int

    init(streams: Int) throws {
        self.streams = streams
        let corpus = TokenCorpus.random(vocabularySize: Self.vocabularySize, sequences: 1, length: 64)
        model = try transformer(context: 512, batch: 64, steps: 1)
            .fit(corpus, FitContext(random: RandomSource(seed: 1)))
    }

    func run() async throws {
        let count = min(streams, Self.threads)
        try await withThrowingTaskGroup { group in
            for i in 0..<count {
                let own = streams * i / count..<streams * (i + 1) / count
                group.addTask {
                    for start in stride(from: own.lowerBound, to: own.upperBound, by: Self.batchSize) {
                        try generate(start..<min(own.upperBound, start + Self.batchSize))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func generate(_ streams: Range<Int>) throws {
        var random = RandomSource(seed: UInt64(streams.lowerBound))
        let decoder = try model.decoder(for: DecodingRequest(rows: streams.count))
        var scores: [Float] = []
        for _ in 0..<512 {
            try decoder.scores(into: &scores)
            decoder.accept(
                streams.indices.map { i in
                    let start = (i - streams.lowerBound) * Self.vocabularySize
                    return draw(scores[start..<start + Self.vocabularySize], random.uniform())
                })
        }
    }
}

/// A token drawn from its distribution.
private func draw(_ logProbabilities: ArraySlice<Float>, _ uniform: Double) -> TokenID {
    var left = Float(uniform)
    for (i, logProbability) in logProbabilities.enumerated() {
        left -= exp(logProbability)
        if left < 0 { return TokenID(i) }
    }
    return TokenID(logProbabilities.count - 1)
}
