import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// The inputs of networks at a control token that is mixed. The control token is 3.
@Suite struct StyleMixTests {
    static let names = ["gpt2", "llama", "lstm", "gru"]
    private let tune: [TokenID] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]

    private func model(_ name: String, _ edit: (inout [Float], Int) -> Void = { _, _ in }) throws -> any Model {
        let settings: [(String, String)] =
            switch name {
            case "gpt2":
                [
                    ("layers", "2"), ("channels", "16"), ("heads", "4"), ("hidden", "24"), ("feed_forward", "gelu"),
                    ("norm", "layer"), ("qk_norm", "false"), ("positions", "learned"), ("biases", "true"),
                    ("context", "32"),
                ]
            case "llama":
                [
                    ("layers", "2"), ("channels", "16"), ("heads", "4"), ("key_heads", "2"), ("hidden", "24"),
                    ("qk_norm", "false"), ("tied", "false"), ("context", "32"),
                ]
            case "lstm": [("layers", "2"), ("channels", "12"), ("embedding", "8")]
            default: [("layers", "2"), ("channels", "12"), ("embedding", "8"), ("tied", "false")]
            }
        var saved = try NetworkReference().saved(name, "end")
        saved.description["vocabulary_size"] = .int(NetworkReference.vocabularySize)
        saved.tensors = try saved.tensors.map { tensor in
            guard tensor.name == "embedding.weight" else { return tensor }
            var floats = try tensor.floats()
            edit(&floats, tensor.shape[1])
            return StoredTensor(name: tensor.name, shape: tensor.shape, floats: floats)
        }
        let type = ["gpt2": "transformer", "llama": "transformer"][name] ?? name
        return try toy(type, settings).load(saved, reading: nil)
    }

    private func scores(_ decoder: any TokenDecoder) throws -> [Float] {
        var all: [Float] = []
        for token in tune {
            var scores: [Float] = []
            try decoder.scores(into: &scores)
            decoder.accept([token])
            all += scores
        }
        return all
    }

    private func scores(_ name: String, _ parts: [(token: TokenID, weight: Double)]) throws -> [Float] {
        let model = try model(name)
        var mix = StyleMix()
        mix.replace(3, with: parts)
        return try scores(model.decoder(for: DecodingRequest(rows: 1, style: mix)))
    }

    @Test(arguments: names) func aMixOfOneIsThePlainToken(name: String) throws {
        #expect(try scores(name, [(3, 1)]) == scores(model(name).decoder(for: DecodingRequest(rows: 1))))
        #expect(try scores(name, [(3, 0.2)]) == scores(name, [(3, 7)]))
    }

    @Test(arguments: names) func aMixIsNoneOfItsParts(name: String) throws {
        let half = try scores(name, [(3, 0.5), (7, 0.5)])
        #expect(try half != scores(name, [(3, 1)]))
        #expect(try half != scores(name, [(7, 1)]))
        #expect(try half == scores(name, [(3, 20), (7, 20)]))
    }

    /// Without tied embeddings, a mix equals a network whose row is the weighted mean.
    @Test(arguments: ["llama", "gru"]) func whatIsReadIsTheWeightedMeanOfTheRows(name: String) throws {
        let averaged = try model(name) { table, width in
            for c in 0..<width { table[3 * width + c] = 0.75 * table[3 * width + c] + 0.25 * table[7 * width + c] }
        }
        #expect(try scores(name, [(3, 0.75), (7, 0.25)]) == scores(averaged.decoder(for: DecodingRequest(rows: 1))))
    }

    /// A mix need not contain the token itself.
    @Test(arguments: ["llama", "gru"]) func anotherTokenCanBeReadInItsPlace(name: String) throws {
        let replaced = try model(name) { table, width in
            for c in 0..<width { table[3 * width + c] = table[7 * width + c] }
        }
        #expect(try scores(name, [(7, 1)]) == scores(replaced.decoder(for: DecodingRequest(rows: 1))))
    }

    @Test func onlyTheTokenSaidIsReadOtherwise() {
        var mix = StyleMix()
        #expect(mix[3] == nil)
        mix.replace(3, with: [(3, 6), (7, 2)])
        #expect(mix[7] == nil)
        #expect(mix[3]?.map(\.weight) == [0.75, 0.25])
        mix.replace(4, with: [(4, 1e308), (5, 1e308)])
        #expect(mix[4]?.map(\.weight) == [0.5, 0.5])
    }
}
