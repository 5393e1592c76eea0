import MuseNeural
import MuseProtocols
import MuseStorage

/// A trained variational autoencoder.
struct VAEModel: Model {
    private let network: VAENetwork
    private let weights: Weights
    private let reading: (any TokenReading)?
    private let scale: LatentScale
    /// Whether the model was trained with condition dropout.
    private let isTrainedUnconditionally: Bool
    let decisions: [String: Int]
    let curve: LearningCurve
    private let packed: RecurrentDecodingWeights

    init(
        _ network: VAENetwork, _ weights: Weights, reading: (any TokenReading)?, scale: LatentScale,
        isTrainedUnconditionally: Bool, decisions: [String: Int], curve: LearningCurve
    ) {
        self.network = network
        self.weights = weights
        self.reading = reading
        self.scale = scale
        self.isTrainedUnconditionally = isTrainedUnconditionally
        self.decisions = decisions
        self.curve = curve
        packed = RecurrentDecodingWeights(network.decoder, weights, .standard)
    }

    /// Loads a stored model.
    ///
    /// - Throws: `StorageError` if the tensors do not match the network.
    init(
        _ saved: SavedModel, reading: (any TokenReading)?,
        _ network: (_ vocabularySize: Int, _ decisions: [String: Int]) -> VAENetwork
    ) throws {
        let network = network(try saved.vocabularySize(), saved.decisions)
        let weights = Weights(network.layout)
        try weights.load(saved)
        self.init(
            network, weights, reading: reading, scale: try LatentScale(saved, size: network.shape.latent),
            isTrainedUnconditionally: saved.description["conditions_left_open"] == .bool(true),
            decisions: saved.decisions, curve: LearningCurve(saved.description["curve"]) ?? LearningCurve())
    }

    /// Returns the same model, with its latent space normalised to the aggregate posterior of tunes.
    func centred(on tunes: [[TokenID]]) -> VAEModel {
        VAEModel(
            network, weights, reading: reading, scale: LatentScale(networkPosteriors(tunes)),
            isTrainedUnconditionally: isTrainedUnconditionally, decisions: decisions, curve: curve)
    }

    private var specialTokens: SpecialTokens { SpecialTokens(vocabularySize: network.shape.decoder.vocabularySize) }

    var capabilities: Set<Capability> { VAE.capabilities(isTrainedUnconditionally: isTrainedUnconditionally) }

    var latentSpace: (any LatentSpace)? { self }

    /// Without latents, every row is decoded from the mean of the training tunes.
    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        let points =
            request.latents ?? [[Float]](repeating: [Float](repeating: 0, count: size), count: request.rows)
        precondition(points.allSatisfy { $0.count == size }, "latent points of \(size) dimensions expected")
        let tape = Tape(weights: weights)
        let network = network
        let latents = points.map(scale.denormalised)
        // Conductor states for 64 bars, enough for most tunes; extended on demand.
        var inputs = latents.map { network.decoderInputs($0, bars: 64, on: tape) }
        let inner = RecurrentDecoder(
            network.decoder, weights, packed, rows: latents.count, added: inputs.map { $0[0] },
            from: InputTrack(
                specialTokens, reading, usesClock: false, masksConditions: request.isUnconditional,
                mix: request.style ?? StyleMix()))
        guard let barEnds = network.shape.barEnds else { return inner }
        return ConductedDecoder(inner, barEnds: barEnds) { row, bar in
            if bar >= inputs[row].count { inputs[row] = network.decoderInputs(latents[row], bars: 2 * bar, on: tape) }
            return inputs[row][bar]
        }
    }

    /// Returns posteriors that are not normalised.
    private func networkPosteriors(_ tunes: [[TokenID]]) -> [LatentDistribution] {
        weights.onTapes(tunes) { tune, tape in
            distribution(network.encode(batch(tune), on: tape))
        }
    }

    private func distribution(_ gaussian: Gaussian) -> LatentDistribution {
        LatentDistribution(
            mean: gaussian.mean.array, deviation: gaussian.deviations, divergence: gaussian.divergences[0])
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        logProbabilities(of: tokens, from: [Float](repeating: 0, count: size))
    }

    /// Returns a lower bound for each tune: its log-probability when decoded from the posterior mean, minus the KL
    /// divergence of the posterior from the prior.
    func logLikelihoods(ofEach sequences: [[TokenID]]) -> [Double] {
        weights.onTapes(sequences) { tune, tape in
            if tune.isEmpty { return 0 }
            let gaussian = network.encode(batch(tune), on: tape)
            return decoded(tune, gaussian.mean, tape).reduce(-scale.normalised(distribution(gaussian)).divergence, +)
        }
    }

    private func batch(_ tune: [TokenID]) -> Batch {
        Batch(
            [ExampleMaker(specialTokens: specialTokens, reading: reading).example(tune[...])], order: network.rowOrder)
    }

    private func decoded(_ tune: [TokenID], _ z: Tensor, _ tape: Tape) -> [Double] {
        let batch = batch(tune)
        let decoded = network.decode(batch, inputs: batch.inputs, from: z, on: tape)
        let logProbabilities = tape.logProbabilities(decoded.logits, decoded.targets)
        // With a single tune, rows are positions.
        var result = [Double](repeating: 0, count: tune.count)
        for (row, source) in decoded.sources.enumerated() where source >= 0 {
            result[Int(source)] = logProbabilities[row]
        }
        return result
    }

    func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.shape.decoder.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }), "curve": curve.json,
                "conditions_left_open": .bool(isTrainedUnconditionally),
            ], tensors: weights.tensors() + scale.tensors)
    }
}

extension VAEModel: LatentSpace {
    var size: Int { network.shape.latent }

    func posteriors(of tunes: [[TokenID]]) -> [LatentDistribution] { networkPosteriors(tunes).map(scale.normalised) }

    func logProbabilities(of tune: [TokenID], from latent: [Float]) -> [Double] {
        let tape = Tape(weights: weights)
        return tune.isEmpty ? [] : decoded(tune, tape.tensor(1, size, scale.denormalised(latent)), tape)
    }
}
