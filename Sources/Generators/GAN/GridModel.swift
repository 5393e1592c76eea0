import MuseNeural
import MuseProtocols
import MuseStorage

/// A trained grid GAN.
///
/// A GAN has no tractable likelihood. Without a latent point, a mixture over a few fixed points therefore predicts the
/// next token, with each point weighted by its likelihood of the tune so far. The likelihood of the mixture is reported
/// as that of the model.
struct GridModel: Model {
    let network: GridNetwork
    let weights: Weights
    let grid: any StepGrid
    /// The number of times that each token occurs as a condition in the corpus.
    let counts: [Float]
    let decisions: [String: Int]
    let curve: LearningCurve

    /// The number of points in the mixture.
    static let mixtureSize = 16

    var capabilities: Set<Capability> { GridGAN.possible }

    var latentSize: Int? { size }

    /// The number of dimensions of a latent point.
    var size: Int { network.shape.latent }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return request.latents.map { GridDecoder(self, $0) } ?? MixtureDecoder(self, rows: request.rows)
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        let decoder = MixtureDecoder(self, rows: 1)
        var scores: [Float] = []
        return tokens.map { token in
            decoder.scores(into: &scores)
            decoder.accept([token])
            return Double(scores[Int(token)])
        }
    }

    func logProbabilities(ofEach sequences: [[TokenID]]) -> [[Double]] {
        (try? concurrentMap(sequences) { logProbabilities(of: $0) }) ?? sequences.map { logProbabilities(of: $0) }
    }

    func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.shape.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }), "curve": curve.json,
            ], tensors: weights.tensors() + [StoredTensor(name: "conditions", shape: [counts.count], floats: counts)])
    }
}

extension GridModel {
    /// Loads a stored model.
    ///
    /// - Throws: `StorageError` if the tensors do not match the network.
    init(_ saved: SavedModel, _ network: GridNetwork, _ grid: any StepGrid) throws {
        let weights = Weights(network.layout)
        try weights.load(saved)
        self.init(
            network: network, weights: weights, grid: grid,
            counts: try saved.finiteVector("conditions", count: network.shape.vocabularySize),
            decisions: saved.decisions, curve: LearningCurve(saved.description["curve"]) ?? LearningCurve())
    }
}
