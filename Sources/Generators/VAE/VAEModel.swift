import MuseNeural
import MuseProtocols

/// A trained variational autoencoder.
struct VAEModel: LatentModel {
    private let network: VAENetwork
    private let weights: Weights
    private let reading: (any TokenReading)?
    let decisions: [String: Int]
    let curve: LearningCurve
    private let packed: RecurrentDecodingWeights
    private let telling: PackedMatrix

    init(
        _ network: VAENetwork, _ weights: Weights, reading: (any TokenReading)?, decisions: [String: Int] = [:],
        curve: LearningCurve = LearningCurve()
    ) {
        self.network = network
        self.weights = weights
        self.reading = reading
        self.decisions = decisions
        self.curve = curve
        packed = RecurrentDecodingWeights(network.decoder, weights)
        telling = PackedMatrix(network.telling, of: weights)
    }

    /// - Throws: `StorageError` where the tensors are not this network's.
    init(
        _ saved: SavedModel, reading: (any TokenReading)?,
        _ network: (_ vocabularySize: Int, _ decisions: [String: Int]) -> VAENetwork
    ) throws {
        guard let size = saved.description["vocabulary_size"]?.intValue, (1..<1 << 24).contains(size) else {
            throw StorageError("a neural model needs a vocabulary_size of at least 1")
        }
        let network = network(size, saved.decisions)
        let weights = Weights(network.layout)
        try weights.load(saved)
        self.init(
            network, weights, reading: reading, decisions: saved.decisions,
            curve: LearningCurve(saved.description["curve"]) ?? LearningCurve())
    }

    private var symbols: Symbols { Symbols(vocabularySize: network.shape.decoder.vocabularySize) }

    var latentSize: Int { network.shape.latent }

    func decoder(rows: Int) -> any Decoder {
        decoder(latents: [[Float]](repeating: [Float](repeating: 0, count: latentSize), count: rows))
    }

    func decoder(latents: [[Float]]) -> any Decoder {
        RecurrentDecoder(
            network.decoder, weights, packed, rows: latents.count, added: latents.map(told),
            from: InputTrack(symbols, reading, showsClock: false))
    }

    /// What the decoder is told of a point.
    private func told(_ latent: [Float]) -> [Float] {
        precondition(latent.count == latentSize, "\(latent.count) numbers for a point of \(latentSize)")
        var result = [Float](repeating: 0, count: telling.outputs)
        result.withUnsafeMutableBufferPointer { target in
            latent.withUnsafeBufferPointer { source in
                guard let y = target.baseAddress, let x = source.baseAddress else { return }
                telling.multiply(x, stride: latentSize, rows: 1, into: y, stride: telling.outputs)
            }
        }
        return result
    }

    func latents(of tunes: [[TokenID]]) -> [LatentDistribution] {
        onThreads(tunes) { tune, tape in
            let gaussian = network.encode(batch(tune), on: tape)
            return LatentDistribution(
                mean: gaussian.mean.array,
                deviation: gaussian.deviations,
                divergence: gaussian.divergences[0])
        }
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        logProbabilities(of: tokens, from: [Float](repeating: 0, count: latentSize))
    }

    func logProbabilities(of tune: [TokenID], from latent: [Float]) -> [Double] {
        let tape = Tape(weights: weights)
        return tune.isEmpty ? [] : said(tune, tape.tensor(1, latentSize, latent), tape)
    }

    /// A lower bound: what the tune costs from the middle of where it lies, and how far that is from where tunes are
    /// looked for.
    func logLikelihoods(ofEach sequences: [[TokenID]]) -> [Double] {
        onThreads(sequences) { tune, tape in
            if tune.isEmpty { return 0 }
            let gaussian = network.encode(batch(tune), on: tape)
            return said(tune, gaussian.mean, tape).reduce(-gaussian.divergences[0], +)
        }
    }

    private func batch(_ tune: [TokenID]) -> Batch {
        Batch([ExampleMaker(symbols: symbols, reading: reading).example(tune[...])], order: network.rowOrder)
    }

    private func said(_ tune: [TokenID], _ z: Tensor, _ tape: Tape) -> [Double] {
        let batch = batch(tune)
        return tape.logProbabilities(network.logits(batch, inputs: batch.inputs, from: z, on: tape), batch.targets)
    }

    /// One tape a thread: its memory and its products are used again.
    private func onThreads<Value: Sendable>(
        _ tunes: [[TokenID]], _ work: @escaping @Sendable ([TokenID], Tape) -> Value
    ) -> [Value] {
        @Sendable func run(_ run: ArraySlice<[TokenID]>) -> [Value] {
            let tape = Tape(weights: weights)
            return run.map { work($0, tape) }
        }
        let runs = tunes.divided(into: max(1, min(Thread.processorCount, tunes.count)))
        return ((try? concurrentMap(runs, run)) ?? runs.map(run)).flatMap { $0 }
    }

    func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.shape.decoder.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }), "curve": curve.json,
            ], tensors: weights.tensors())
    }
}
