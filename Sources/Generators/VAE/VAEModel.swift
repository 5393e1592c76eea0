import MuseNeural
import MuseProtocols
import MuseStorage

/// A trained variational autoencoder.
struct VAEModel<N: LatentNetwork>: Model {
    private let network: N
    private let weights: Weights
    private let reading: (any TokenReading)?
    private let scale: LatentScale
    /// Whether the model was trained with condition dropout.
    private let isTrainedUnconditionally: Bool
    let decisions: [String: Int]
    let curve: LearningCurve
    private let decoding: DecodingPrecision
    private let packed: N.Packed

    init(
        _ network: N, _ weights: Weights, reading: (any TokenReading)?, scale: LatentScale,
        isTrainedUnconditionally: Bool, decisions: [String: Int], curve: LearningCurve, decoding: DecodingPrecision
    ) {
        self.network = network
        self.weights = weights
        self.reading = reading
        self.scale = scale
        self.isTrainedUnconditionally = isTrainedUnconditionally
        self.decisions = decisions
        self.curve = curve
        self.decoding = decoding
        packed = network.packed(weights, decoding)
    }

    /// Loads a stored model.
    ///
    /// - Throws: `StorageError` if the tensors do not match the network.
    init(
        _ saved: SavedModel, reading: (any TokenReading)?, decoding: DecodingPrecision,
        _ network: (_ vocabularySize: Int, _ decisions: [String: Int]) -> N
    ) throws {
        let network = network(try saved.vocabularySize(), saved.decisions)
        let weights = Weights(network.layout)
        try weights.load(saved)
        self.init(
            network, weights, reading: reading, scale: try LatentScale(saved, parts: network.latent.parts),
            isTrainedUnconditionally: saved.description["conditions_left_open"] == .bool(true),
            decisions: saved.decisions, curve: LearningCurve(saved.description["curve"]) ?? LearningCurve(),
            decoding: decoding)
    }

    /// Returns the same model, with its latent space normalised to the aggregate posterior of tunes.
    func centred(on tunes: TokenSequences) -> VAEModel {
        // Thousands of tunes determine the mean and covariance well enough; encoding ten times as many takes minutes.
        let sample = stride(from: 0, to: tunes.count, by: max(1, tunes.count / 4096)).map { tunes[$0] }
        return VAEModel(
            network, weights, reading: reading,
            scale: LatentScale(networkPosteriors(sample), parts: network.latent.parts),
            isTrainedUnconditionally: isTrainedUnconditionally, decisions: decisions, curve: curve,
            decoding: decoding)
    }

    private var specialTokens: SpecialTokens { SpecialTokens(vocabularySize: network.vocabularySize) }

    var capabilities: Set<Capability> { VAE.capabilities(isTrainedUnconditionally: isTrainedUnconditionally) }

    var latentSpace: (any LatentSpace)? { self }

    /// Without latents, every row is decoded from the mean of the training tunes.
    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        let points =
            request.latents ?? [[Float]](repeating: [Float](repeating: 0, count: sampledSize), count: request.rows)
        return network.decoder(
            weights, packed, from: points.map(scale.denormalised),
            InputTrack(
                specialTokens, reading, usesClock: network.usesClock, masksConditions: request.isUnconditional,
                mix: request.style ?? StyleMix()))
    }

    /// Returns posteriors that are not normalised. That of a tune longer than the context is that of its beginning.
    private func networkPosteriors(_ tunes: [[TokenID]]) -> [LatentDistribution] {
        weights.onTapes(tunes) { tune, tape in
            network.encode(batch(tune.prefix(maxLength(tune))), on: tape).ofOneTune
        }
    }

    /// The maximum length of the pieces in which a tune is decoded, as in training.
    private func maxLength(_ tune: [TokenID]) -> Int { network.longestSequence ?? max(1, tune.count) }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        logProbabilities(of: tokens, from: [Float](repeating: 0, count: sampledSize))
    }

    /// Returns a lower bound for each tune: its log-probability when decoded from the posterior mean, minus the KL
    /// divergence of the posterior from the prior.
    func logLikelihoods(ofEach sequences: [[TokenID]]) -> [Double] {
        weights.onTapes(sequences) { tune, tape in
            if tune.isEmpty { return 0 }
            let posterior = network.encode(batch(tune.prefix(maxLength(tune))), on: tape)
            return decoded(tune, posterior.drawn(nil, on: tape), tape)
                .reduce(-scale.normalised(posterior.ofOneTune).divergence, +)
        }
    }

    private func batch(_ tune: ArraySlice<TokenID>) -> Batch {
        let maker = ExampleMaker(specialTokens: specialTokens, reading: reading, usesClock: network.usesClock)
        return Batch([maker.example(tune)], order: network.rowOrder)
    }

    private func decoded(_ tune: [TokenID], _ z: LatentVectors, _ tape: Tape) -> [Double] {
        let maxLength = maxLength(tune)
        return stride(from: 0, to: tune.count, by: maxLength).flatMap { start in
            let batch = batch(tune[start..<min(tune.count, start + maxLength)])
            let decoded = network.decode(batch, inputs: batch.inputs, from: z, on: tape)
            let logProbabilities = tape.logProbabilities(decoded.logits, decoded.targets)
            // With a single tune, rows are positions.
            var result = [Double](repeating: 0, count: batch.targets.count)
            for (row, source) in decoded.sources.enumerated() where source >= 0 {
                result[Int(source)] = logProbabilities[row]
            }
            return result
        }
    }

    func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }), "curve": curve.json,
                "conditions_left_open": .bool(isTrainedUnconditionally),
            ], tensors: weights.tensors() + scale.tensors)
    }
}

extension VAEModel: LatentSpace {
    var size: Int { network.latent.size }

    var sampledSize: Int { network.latent.tune }

    var partNames: [String] { network.partNames }

    func posteriors(of tunes: [[TokenID]]) -> [LatentDistribution] { networkPosteriors(tunes).map(scale.normalised) }

    func logProbabilities(of tune: [TokenID], from latent: [Float]) -> [Double] {
        if tune.isEmpty { return [] }
        let tape = Tape(weights: weights)
        return decoded(tune, network.latent.vectors([scale.denormalised(latent)], on: tape), tape)
    }
}
