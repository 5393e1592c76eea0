import MuseNeural
import MuseProtocols

/// A trained LSTM or GRU.
struct RecurrentModel: Model {
    let network: RecurrentNetwork
    let weights: Weights
    let decisions: [String: Int]
    private let packed: RecurrentDecodingWeights

    init(_ network: RecurrentNetwork, _ weights: Weights, decisions: [String: Int] = [:]) {
        self.decisions = decisions
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
            description: [
                "vocabulary_size": .int(network.shape.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }),
            ], tensors: weights.tensors())
    }
}
