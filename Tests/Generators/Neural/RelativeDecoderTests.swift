import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

/// Compares decoding with the network for a Transformer with relative positions.
@Suite struct RelativeDecoderTests {
    private static let size = 11
    private static let context = 80

    private func generator() throws -> any Generator {
        try toy(
            "transformer",
            [
                ("layers", "2"), ("channels", "16"), ("heads", "4"), ("key_heads", "2"), ("hidden", "24"),
                ("feed_forward", "gelu"), ("norm", "layer"), ("positions", "relative"), ("biases", "true"),
                ("context", "\(Self.context)"),
            ])
    }

    /// A model with weights that are nowhere 0 or 1, large enough that distances matter.
    private func model(distances: Float = 1) throws -> any Model {
        let network = TransformerNetwork(
            TransformerShape(
                vocabularySize: Self.size, layers: 2, channels: 16, heads: 4, keyHeads: 2, hidden: 24,
                feedForward: .gelu, norm: .layer, normsQueriesAndKeys: true, positions: .relative, hasBiases: true,
                isTied: true,
                context: Self.context, dropout: 0))
        var random = RandomSource(seed: 8)
        let tensors = network.layout.parameters.map { parameter in
            let isDistances = parameter.name.contains("distances")
            let start: Float = parameter.name.hasSuffix("norm.weight") ? 1 : 0
            let values = (0..<parameter.count).map { _ in
                start + Float(random.uniform() - 0.5) * (isDistances ? distances : 1)
            }
            return StoredTensor(name: parameter.name, shape: parameter.shape, floats: values)
        }
        return try generator().load(
            SavedModel(description: ["vocabulary_size": .int(Self.size)], tensors: tensors), reading: nil)
    }

    private let tunes: [[TokenID]] = {
        var random = RandomSource(seed: 3)
        return (0..<5).map { _ in (0..<context).map { _ in TokenID(random.below(size)) } }
    }()

    /// Keys and values are cached in 16 bits.
    @Test func scoresAreThoseOfTheNetwork() throws {
        let model = try model()
        var distances: [Double] = []
        for tune in tunes {
            let alone = try model.scoresAlone(tune)
            for (i, expected) in try model.logProbabilities(of: tune).enumerated() {
                distances.append(abs(Double(alone[i][Int(tune[i])]) - expected))
            }
        }
        #expect(distances.count == 5 * Self.context)
        #expect(try #require(distances.max()) < 0.02)
        #expect(distances.reduce(0, +) / Double(distances.count) < 0.001)
    }

    /// Distance embeddings change the scores by much more than the 16-bit rounding error.
    @Test func distancesMatter() throws {
        let (near, far) = (try model(distances: 0.01), try model(distances: 4))
        let differences = try zip(near.logProbabilities(of: tunes[0]), far.logProbabilities(of: tunes[0])).map {
            abs($0 - $1)
        }
        #expect(differences[0] < 1e-4)
        #expect(try #require(differences.max()) > 0.3)
    }

    @Test func rowsHaveTheSameBitsAloneAndAmongOthersThatDropOut() throws {
        let model = try model()
        let alone = try tunes.map(model.scoresAlone)
        let decoder = try model.decoder(for: DecodingRequest(rows: tunes.count))
        var rows = Array(tunes.indices)
        var scores: [Float] = []
        for step in 0..<Self.context {
            try decoder.scores(into: &scores)
            #expect(scores == rows.flatMap { alone[$0][step] })
            decoder.accept(rows.map { tunes[$0][step] })
            let leaving = [1: [0], 20: [3]][step] ?? []
            decoder.retain(rows.map { !leaving.contains($0) })
            rows.removeAll { leaving.contains($0) }
        }
        #expect(rows == [1, 2, 4])
    }
}
