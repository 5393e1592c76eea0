package import MuseNeural
package import MuseProtocols

/// A network that tunes can be decoded from.
package protocol DecodableNetwork: Network {
    /// Its weights as its decoder reads them.
    associatedtype Packed: Sendable

    /// Also the number of the start symbol.
    var vocabularySize: Int { get }
    /// The most tokens of a sequence that it takes at once; nil for any number.
    var longestSequence: Int? { get }

    func packed(_ weights: Weights) -> Packed
    func decoder(_ weights: Weights, _ packed: Packed, rows: Int) -> any Decoder
}

/// A trained network.
package struct NeuralModel<N: DecodableNetwork>: Model {
    private let network: N
    private let weights: Weights
    package let decisions: [String: Int]
    private let packed: N.Packed

    package init(_ network: N, _ weights: Weights, decisions: [String: Int] = [:]) {
        self.network = network
        self.weights = weights
        self.decisions = decisions
        packed = network.packed(weights)
    }

    /// - Parameter network: for a vocabulary of so many tokens.
    /// - Throws: `StorageError` where the tensors are not this network's.
    init(_ saved: SavedModel, _ network: (_ vocabularySize: Int) -> N) throws {
        guard let size = saved.description["vocabulary_size"]?.intValue, (1..<1 << 24).contains(size) else {
            throw StorageError("a neural model needs a vocabulary_size of at least 1")
        }
        let network = network(size)
        let weights = Weights(network.layout)
        try weights.load(saved)
        var decisions: [String: Int] = [:]
        if case .object(let members)? = saved.description["decisions"] {
            decisions = members.compactMapValues(\.intValue)
        }
        self.init(network, weights, decisions: decisions)
    }

    package func decoder(rows: Int) -> any Decoder { network.decoder(weights, packed, rows: rows) }

    /// Sequences that are longer than the network takes are scored in pieces, as they were learned from.
    package func logProbabilities(of tokens: [TokenID]) -> [Double] {
        let tape = Tape(weights: weights)
        let longest = network.longestSequence ?? max(1, tokens.count)
        return stride(from: 0, to: tokens.count, by: longest).flatMap { start in
            let piece = tokens[start..<min(tokens.count, start + longest)]
            let batch = Batch([piece], start: TokenID(network.vocabularySize), order: network.rowOrder)
            return tape.logProbabilities(network.logits(batch, on: tape), batch.targets)
        }
    }

    package func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }),
            ], tensors: weights.tensors())
    }
}
