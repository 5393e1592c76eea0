package import MuseNeural
package import MuseProtocols

/// A trained Transformer.
package struct TransformerModel: Model {
    let network: TransformerNetwork
    let weights: Weights
    package let decisions: [String: Int]
    private let packed: TransformerDecodingWeights

    package init(_ network: TransformerNetwork, _ weights: Weights, decisions: [String: Int] = [:]) {
        self.decisions = decisions
        self.network = network
        self.weights = weights
        packed = TransformerDecodingWeights(network, weights)
    }

    package func decoder(rows: Int) -> any Decoder { TransformerDecoder(network, weights, packed, rows: rows) }

    package func logProbabilities(of tokens: [TokenID]) -> [Double] {
        network.logProbabilities(
            of: tokens, weights, longest: network.shape.context, vocabularySize: network.shape.vocabularySize)
    }

    package func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.shape.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }),
            ], tensors: weights.tensors())
    }
}
