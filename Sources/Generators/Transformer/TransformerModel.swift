import MuseNeural
import MuseProtocols

/// A trained Transformer.
struct TransformerModel: Model {
    let network: TransformerNetwork
    let weights: Weights
    let decisions: [String: Int]
    private let packed: TransformerDecodingWeights

    init(_ network: TransformerNetwork, _ weights: Weights, decisions: [String: Int] = [:]) {
        self.decisions = decisions
        self.network = network
        self.weights = weights
        packed = TransformerDecodingWeights(network, weights)
    }

    func decoder(rows: Int) -> any Decoder { TransformerDecoder(network, weights, packed, rows: rows) }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        network.logProbabilities(
            of: tokens, weights, longest: network.shape.context, vocabularySize: network.shape.vocabularySize)
    }

    func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.shape.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }),
            ], tensors: weights.tensors())
    }
}
