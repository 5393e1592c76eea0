import MuseNeural
import MuseProtocols

/// A trained LSTM or GRU.
struct RecurrentModel: Model {
    let network: RecurrentNetwork
    let weights: Weights
    private let packed: RecurrentDecodingWeights

    init(_ network: RecurrentNetwork, _ weights: Weights) {
        self.network = network
        self.weights = weights
        packed = RecurrentDecodingWeights(network, weights)
    }

    func decoder(rows: Int) -> any Decoder { RecurrentDecoder(network, weights, packed, rows: rows) }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        network.logProbabilities(of: tokens, weights, longest: .max, vocabularySize: network.shape.vocabularySize)
    }

    func saved() -> SavedModel {
        SavedModel(
            description: ["vocabulary_size": .int(network.shape.vocabularySize)], tensors: weights.tensors())
    }
}
