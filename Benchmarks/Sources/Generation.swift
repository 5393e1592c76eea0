import Foundation
import MuseProtocols

/// Samples 512 tokens in each of several streams from the Transformer of `trainTransformer`, fitted for one step.
struct Generation {
    static let threads = 2
    /// The maximum number of streams per decoder, as in muse's sampler.
    static let batchSize = 4
    static let vocabularySize = 128
    static let length = 512

    private let model: any Model
    private let streams: Int

    init(streams: Int) throws {
        self.streams = streams
        let corpus = TokenCorpus.random(vocabularySize: Self.vocabularySize, sequences: 1, length: 64)
        model = try transformer(context: Self.length, batch: 64, steps: 1)
            .fit(corpus, FitContext(random: RandomSource(seed: 1)))
    }

    func run() async throws {
        let count = min(streams, Self.threads)
        try await withThrowingTaskGroup { group in
            for i in 0..<count {
                let range = streams * i / count..<streams * (i + 1) / count
                group.addTask {
                    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.batchSize) {
                        try generate(start..<min(range.upperBound, start + Self.batchSize))
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
        for _ in 0..<Self.length {
            try decoder.scores(into: &scores)
            decoder.accept(
                streams.indices.map { i in
                    let start = (i - streams.lowerBound) * Self.vocabularySize
                    return draw(scores[start..<start + Self.vocabularySize], random.uniform())
                })
        }
    }
}

/// Samples a token.
private func draw(_ logProbabilities: ArraySlice<Float>, _ uniform: Double) -> TokenID {
    var remaining = Float(uniform)
    for (i, logProbability) in logProbabilities.enumerated() {
        remaining -= exp(logProbability)
        if remaining < 0 { return TokenID(i) }
    }
    return TokenID(logProbabilities.count - 1)
}
