import MuseNeural
import MuseProtocols
import MuseStorage

/// The network of a variational autoencoder: an encoder from tunes to posteriors, and a decoder from latent points.
///
/// Loss per tune: `-ln p(tune | z) + β Σ max(0, KL(μ, σ ‖ 0, 1) - free)` over the latents of the tune, with linear
/// warm-up of β. Word dropout masks a fraction of the decoder's inputs, so that the decoder cannot ignore `z`. Group
/// dropout decodes some tunes without the latents of their groups, so that new tunes need only that of the tune.
///
/// Source: Kingma and Welling, arXiv:1312.6114; word dropout: Bowman et al., arXiv:1511.06349, section 3.1; free bits:
/// Kingma et al., arXiv:1606.04934, section C.8.
protocol LatentNetwork: TrainableNetwork {
    /// The weights, packed for decoding.
    associatedtype Packed: Sendable

    /// The vocabulary size, excluding the special tokens.
    var vocabularySize: Int { get }
    var latent: LatentShape { get }
    /// The names of the parts of the latent space.
    var partNames: [String] { get }
    var objective: LatentObjective { get }

    /// Returns the posterior of each sequence, in the order of the batch.
    func encode(_ batch: Batch, on tape: Tape) -> Posterior

    /// Computes logits from latent points.
    ///
    /// - Parameter inputs: the input token of each row.
    func decode(_ batch: Batch, inputs: [Int32], from z: LatentVectors, on tape: Tape) -> DecodedRows

    /// Returns the weights packed for decoding.
    func packed(_ weights: Weights, _ precision: DecodingPrecision) -> Packed

    /// Returns a decoder of a row for each latent point.
    ///
    /// - Parameter start: the initial input of every row.
    func decoder(
        _ weights: Weights, _ packed: Packed, from points: [[Float]], _ start: InputTrack
    ) -> any TokenDecoder
}

/// The objective of a variational autoencoder.
package struct LatentObjective: Sendable, Equatable {
    package var beta: Double
    /// The number of warm-up steps of beta.
    package var annealing: Int
    /// The free nats of a tune's latent.
    package var free: Double
    /// The free nats of the latent of a group of bars.
    package var groupFree: Double
    /// The fraction of tunes that are decoded without the latents of their groups in training.
    package var groupDropout: Double
    /// The fraction of the decoder's inputs that are masked in training.
    package var wordDropout: Double

    package init(
        beta: Double, annealing: Int, free: Double, groupFree: Double = 0, groupDropout: Double = 0, wordDropout: Double
    ) {
        self.beta = beta
        self.annealing = annealing
        self.free = free
        self.groupFree = groupFree
        self.groupDropout = groupDropout
        self.wordDropout = wordDropout
    }
}

/// The logits of a batch's rows, in the decoder's row order.
struct DecodedRows {
    let logits: Tensor
    let targets: [Int32]
    /// The row in the batch of each decoded row; -1 for padding.
    let sources: [Int32]
}

extension LatentNetwork {
    var partNames: [String] { ["tune"] }

    /// Returns logits decoded from the posterior means, in the row order of the batch.
    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        let decoded = decode(batch, inputs: batch.inputs, from: encode(batch, on: tape).drawn(nil, on: tape), on: tape)
        var rows = [Int32](repeating: -1, count: batch.targets.count)
        for (row, source) in decoded.sources.enumerated() where source >= 0 { rows[Int(source)] = Int32(row) }
        return tape.rows(decoded.logits, rows)
    }

    package func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double {
        let posterior = encode(batch, on: tape)
        let beta = objective.beta * min(1, Double(step) / Double(max(1, objective.annealing)))
        var inputs = batch.inputs
        if tape.isRecording {
            var words = tape.dropoutSource.stream("words")
            let mask = SpecialTokens(vocabularySize: vocabularySize).mask
            inputs = inputs.map { words.uniform() < objective.wordDropout ? mask : $0 }
        }
        var z = posterior.drawn(tape.isRecording ? tape.dropoutSource.stream("latent") : nil, on: tape)
        if tape.isRecording, z.groups != nil {
            var tunes = tape.dropoutSource.stream("tunes without groups")
            z.tunesWithoutGroups = Set(
                batch.lengths.indices.map { Int32($0) }.filter { _ in tunes.uniform() < objective.groupDropout })
        }
        let decoded = decode(batch, inputs: inputs, from: z, on: tape)
        let reconstruction = tape.crossEntropy(decoded.logits, decoded.targets, count: count)
        let weight = Float(beta) / Float(count)
        var excess = tape.divergence(posterior.tunes, weight: weight, free: objective.free)
        if let groups = posterior.groups {
            excess += tape.divergence(groups, weight: weight, free: objective.groupFree)
        }
        return reconstruction + beta * excess
    }
}
