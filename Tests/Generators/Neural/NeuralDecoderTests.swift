import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

/// Compares decoders with their networks: token by token against a single pass.
@Suite struct NeuralDecoderTests {
    static let names = ["gpt2", "llama", "qwen3", "lstm", "gru"]
    static let precisions = ["int16", "f32"]

    /// The settings of each reference network.
    private func generator(_ name: String, _ decoding: String = "int16") throws -> any Generator {
        switch name {
        case "gpt2":
            try toy(
                "transformer",
                [
                    ("layers", "2"), ("channels", "16"), ("heads", "4"), ("hidden", "24"), ("feed_forward", "gelu"),
                    ("norm", "layer"), ("qk_norm", "false"), ("positions", "learned"), ("biases", "true"),
                    ("context", "32"),
                    ("decoding", decoding),
                ])
        case "llama", "qwen3":
            try toy(
                "transformer",
                [
                    ("layers", "2"), ("channels", "16"), ("heads", "4"), ("key_heads", "2"), ("hidden", "24"),
                    ("qk_norm", name == "qwen3" ? "true" : "false"), ("tied", "false"), ("context", "32"),
                    ("decoding", decoding),
                ])
        case "lstm":
            try toy("lstm", [("layers", "2"), ("channels", "12"), ("embedding", "8"), ("decoding", decoding)])
        default:
            try toy(
                "gru",
                [
                    ("layers", "2"), ("channels", "12"), ("embedding", "8"), ("tied", "false"), ("decoding", decoding),
                ])
        }
    }

    private func model(_ name: String, _ decoding: String = "int16") throws -> any Model {
        var saved = try NetworkReference().saved(name, "end")
        saved.description["vocabulary_size"] = .int(NetworkReference.vocabularySize)
        return try generator(name, decoding).load(saved, reading: nil)
    }

    /// Tunes, each as long as the context.
    private let tunes: [[TokenID]] = {
        var random = RandomSource(seed: 3)
        return (0..<9).map { _ in (0..<32).map { _ in TokenID(random.below(NetworkReference.vocabularySize)) } }
    }()

    /// The maximum and mean error of scores. Transformers cache keys and values in 16 bits.
    private func tolerance(_ name: String, _ decoding: String) -> (most: Double, mean: Double) {
        decoding == "int16" ? (0.02, 0.002) : ["gpt2", "llama", "qwen3"].contains(name) ? (0.02, 0.001) : (1e-5, 1e-5)
    }

    @Test(arguments: names, precisions) func scoresAreThoseOfTheNetwork(name: String, decoding: String) throws {
        let network = try #require(NetworkReference.networks[name])
        let weights = Weights(network.layout)
        try weights.load(try NetworkReference().saved(name, "end"))
        let model = try model(name, decoding)
        var distances: [Double] = []
        for tune in tunes {
            let tape = Tape(weights: weights)
            let size = NetworkReference.vocabularySize
            let batch = Batch(NetworkReference.examples([tune[...]]), order: network.rowOrder)
            let logits = withExtendedLifetime(weights) { network.logits(batch, on: tape).array.map(Double.init) }
            for (place, scores) in try model.scoresAlone(tune).enumerated() {
                let row = logits[(place * size)..<((place + 1) * size)]
                let total = logarithm(row.reduce(0) { $0 + exponential($1) })
                for (score, logit) in zip(scores, row) { distances.append(abs(Double(score) - (logit - total))) }
            }
        }
        #expect(distances.count == 9 * 32 * 11)
        #expect(try #require(distances.max()) < tolerance(name, decoding).most)
        #expect(distances.reduce(0, +) / Double(distances.count) < tolerance(name, decoding).mean)
    }

    @Test(arguments: names, precisions) func logProbabilitiesAreThoseOfTheDecoder(
        name: String, decoding: String
    ) throws {
        let model = try model(name, decoding)
        for tune in tunes {
            let found = try model.logProbabilities(of: tune)
            let scores = try model.scoresAlone(tune)
            for i in tune.indices {
                #expect(abs(found[i] - Double(scores[i][Int(tune[i])])) < tolerance(name, decoding).most)
            }
        }
    }

    @Test(arguments: names, precisions) func rowsHaveTheSameBitsAloneAndAmongOthersThatDropOut(
        name: String, decoding: String
    ) throws {
        let model = try model(name, decoding)
        let alone = try tunes.map(model.scoresAlone)
        let decoder = try model.decoder(for: DecodingRequest(rows: tunes.count))
        var rows = Array(tunes.indices)
        var scores: [Float] = []
        for step in 0..<32 {
            try decoder.scores(into: &scores)
            #expect(decoder.rowCount == rows.count)
            #expect(scores == rows.flatMap { alone[$0][step] })
            decoder.accept(rows.map { tunes[$0][step] })
            let leaving = [2: [0], 3: [8], 9: [3, 4, 5], 20: [1, 7], 25: [2]][step] ?? []
            decoder.retain(rows.map { !leaving.contains($0) })
            rows.removeAll { leaving.contains($0) }
        }
        #expect(rows == [6])
        decoder.retain([false])
        #expect(decoder.rowCount == 0)
    }

    /// A decoder may use several processors, or only one if there are other decoders.
    @Test func scoresHaveTheSameBitsOnOneProcessorAndOnSeveral() throws {
        func untrained<N: DecodableNetwork>(_ network: N) -> any Model {
            NeuralModel(network, Weights(network.layout, initialisedFrom: RandomSource(seed: 1)))
        }
        let transformer = TransformerShape(
            vocabularySize: 11, layers: 2, channels: 256, heads: 4, keyHeads: 2, hidden: 512, feedForward: .gelu,
            norm: .layer, positions: .rotary, hasBiases: true, isTied: true, context: 64, dropout: 0)
        let lstm = RecurrentNetwork.Shape(
            cell: .lstm, vocabularySize: 11, layers: 1, channels: 128, embedding: 128, isTied: true, dropout: 0)
        var gated = transformer
        gated.feedForward = .swiglu
        let models = [
            untrained(TransformerNetwork(transformer)), untrained(TransformerNetwork(gated)),
            untrained(RecurrentNetwork(lstm)),
        ]
        for model in models {
            var results: [[Float]] = []
            for others in [0, 64] {
                let crowd = try (0..<others).map { _ in try model.decoder(for: DecodingRequest(rows: 1)) }
                let decoder = try model.decoder(for: DecodingRequest(rows: 2))
                var scores: [Float] = []
                var all: [Float] = []
                for step in 0..<64 {
                    try decoder.scores(into: &scores)
                    all += scores
                    decoder.accept([TokenID(step % 7), TokenID(step % 5)])
                }
                results.append(all)
                withExtendedLifetime(crowd) {}
            }
            #expect(results[0] == results[1])
        }
    }

    @Test func aModelOfOtherSizesIsRefused() throws {
        var saved = try NetworkReference().saved("lstm", "end")
        saved.description["vocabulary_size"] = .int(NetworkReference.vocabularySize)
        #expect(throws: StorageError.self) { try generator("gru").load(saved, reading: nil) }
        #expect(throws: StorageError.self) { try generator("gpt2").load(saved, reading: nil) }
        for size in [.int(12), .int(0), .int(.max), .string("11"), nil] as [JSON?] {
            saved.description["vocabulary_size"] = size
            #expect(throws: StorageError.self) { try generator("lstm").load(saved, reading: nil) }
        }
    }
}
