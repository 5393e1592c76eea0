import Foundation
import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage

/// Networks trained by PyTorch and transformers, written by reference/networks.py.
struct NetworkReference {
    static let vocabularySize = 11
    private let tensors: [String: StoredTensor]

    struct Missing: Error { let name: String }

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../reference/networks.safetensors")
        let stored = try SafetensorsFile(decoding: [UInt8](Data(contentsOf: file)))
        tensors = Dictionary(stored.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func floats(_ name: String) throws -> [Float] {
        guard let tensor = tensors[name] else { throw Missing(name: name) }
        return try tensor.floats()
    }

    /// All weights of a network at one time: `start`, `gradient` or `end`.
    func saved(_ network: String, _ time: String) -> SavedModel {
        let prefix = "\(network).\(time)."
        let own = tensors.filter { $0.key.hasPrefix(prefix) }.map { name, tensor in
            StoredTensor(
                name: String(name.dropFirst(prefix.count)), kind: tensor.kind, shape: tensor.shape, bytes: tensor.bytes)
        }
        return SavedModel(description: [:], tensors: own)
    }

    var batches: [[ArraySlice<TokenID>]] {
        (0..<3).map { batch in
            (0..<4).compactMap { tensors["batch.\(batch).\($0)"]?.values(as: TokenID.self)[...] }
        }
    }

    static func examples(_ sequences: [ArraySlice<TokenID>]) -> [Example] {
        sequences.map { Example($0, start: TokenID(vocabularySize)) }
    }

    static let gpt2 = TransformerNetwork(
        TransformerShape(
            vocabularySize: vocabularySize, layers: 2, channels: 16, heads: 4, keyHeads: 4, hidden: 24,
            feedForward: .gelu, norm: .layer, positions: .learned, hasBiases: true, isTied: true, context: 32,
            dropout: 0))
    static let llama = TransformerNetwork(
        TransformerShape(
            vocabularySize: vocabularySize, layers: 2, channels: 16, heads: 4, keyHeads: 2, hidden: 24,
            feedForward: .swiglu, norm: .rms, positions: .rotary, hasBiases: false, isTied: false, context: 32,
            dropout: 0))
    static let qwen3 = TransformerNetwork(
        TransformerShape(
            vocabularySize: vocabularySize, layers: 2, channels: 16, heads: 4, keyHeads: 2, hidden: 24,
            feedForward: .swiglu, norm: .rms, normsQueriesAndKeys: true, positions: .rotary, hasBiases: false,
            isTied: false, context: 32, dropout: 0))
    static let lstm = RecurrentNetwork(
        .init(
            cell: .lstm, vocabularySize: vocabularySize, layers: 2, channels: 12, embedding: 8, isTied: true, dropout: 0
        ))
    static let gru = RecurrentNetwork(
        .init(
            cell: .gru, vocabularySize: vocabularySize, layers: 2, channels: 12, embedding: 8, isTied: false, dropout: 0
        ))

    static let networks: [String: any Network] = [
        "gpt2": gpt2, "llama": llama, "qwen3": qwen3, "lstm": lstm, "gru": gru,
    ]
}
