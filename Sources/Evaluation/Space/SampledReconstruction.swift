import MusePlatform
package import MuseProtocols

/// How well a model reconstructs tunes if every token is sampled at temperature 1 from all tokens, without a grammar.
/// All tokens count.
///
/// Source: Roberts et al., arXiv:1803.05428, table 1: "A softmax temperature of 1.0 was used in all cases".
package struct SampledReconstruction: Equatable, Sendable {
    /// The number of tokens of the tunes.
    package var tokens = 0
    /// The expected number of right tokens, given the tune's own earlier tokens (teacher forcing): the sum of their
    /// probabilities.
    package var teacherForced = 0.0
    /// The number of right tokens, each sampled given the model's own earlier tokens.
    package var sampled = 0

    package init(tokens: Int = 0, teacherForced: Double = 0, sampled: Int = 0) {
        self.tokens = tokens
        self.teacherForced = teacherForced
        self.sampled = sampled
    }
}

extension Model {
    /// Reconstructs tunes from points by sampling.
    ///
    /// - Parameters:
    ///   - points: one for each tune.
    ///   - random: the source of all samples; a tune's depend only on it and on the tune's index.
    /// - Throws: `CapabilityError` for a model without `latents`; `SystemThread.Unavailable`.
    /// - Precondition: there are as many points as tunes.
    package func sampledReconstruction(
        of tunes: [[TokenID]], from points: [[Float]], vocabularySize: Int, random: RandomSource
    ) throws -> SampledReconstruction {
        precondition(tunes.count == points.count, "\(tunes.count) tunes, \(points.count) points")
        let parts = try concurrentMap(tunes.batchesByLength()) { batch in
            func decoded(isForced: Bool) throws -> [SampledTune] {
                var finished: [SampledTune] = []
                var rows = DecoderRows(
                    batch.map { SampledTune(tunes[$0], isForced: isForced, random.stream("tune", $0)) },
                    decoder: try decoder(for: DecodingRequest(rows: batch.count, latents: batch.map { points[$0] })),
                    vocabularySize: vocabularySize)
                while !rows.rows.isEmpty { finished += try rows.step { row, scores in row.choose(scores) } }
                return finished
            }
            let forced = try decoded(isForced: true)
            return SampledReconstruction(
                tokens: forced.reduce(0) { $0 + $1.tune.count },
                teacherForced: forced.reduce(0) { $0 + $1.probability },
                sampled: try decoded(isForced: false).reduce(0) { $0 + $1.right })
        }
        return parts.reduce(SampledReconstruction()) {
            SampledReconstruction(
                tokens: $0.tokens + $1.tokens, teacherForced: $0.teacherForced + $1.teacherForced,
                sampled: $0.sampled + $1.sampled)
        }
    }
}

/// A tune being reconstructed by sampling.
private struct SampledTune {
    let tune: [TokenID]
    let isForced: Bool
    /// The sum of the probabilities of the tune's tokens.
    private(set) var probability = 0.0
    /// The number of sampled tokens that are the tune's.
    private(set) var right = 0
    private var position = 0
    private var random: RandomSource

    init(_ tune: [TokenID], isForced: Bool, _ random: RandomSource) {
        self.tune = tune
        self.isForced = isForced
        self.random = random
    }

    mutating func choose(_ scores: ArraySlice<Float>) -> (token: TokenID, isOver: Bool) {
        let most = Double(scores.max() ?? 0)
        let weights = scores.map { exp(Double($0) - most) }
        let truth = tune[position]
        var token = truth
        if isForced {
            probability += weights[Int(truth)] / weights.reduce(0, +)
        } else {
            token = random.index(weights: weights).map { TokenID($0) } ?? 0
            if token == truth { right += 1 }
        }
        position += 1
        return (token, position == tune.count)
    }
}
