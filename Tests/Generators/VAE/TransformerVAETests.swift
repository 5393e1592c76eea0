import Foundation
import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

@Suite struct TransformerVAETests {
    /// Bars end with 0; 9 is in the header.
    private struct Bars: TokenReading {
        var barEnds: Set<TokenID> { [0] }
        func isCondition(_ token: TokenID) -> Bool { token == 8 }
    }

    private let corpus = TokenCorpus(
        vocabularySize: 10, training: toyTunes(20), validation: toyTunes(4, seed: 6), reading: Bars())

    private static let transformer = [
        ("layers", "2"), ("channels", "16"), ("heads", "4"), ("key_heads", "2"), ("context", "32"),
    ]
    private static let groups = [("group_latent", "3"), ("group_bars", "2"), ("groups", "4")]

    private func fitted(_ settings: [(String, String)], _ corpus: TokenCorpus? = nil) throws -> any Model {
        let small =
            Self.transformer + [
                ("decoder", "transformer"), ("latent", "4"), ("annealing", "4"), ("encoder_layers", "1"),
                ("training.steps", "8"), ("training.batch_tokens", "128"),
            ]
        let keys = Set(settings.map(\.0))
        return try toy("vae", small.filter { !keys.contains($0.0) } + settings)
            .fit(corpus ?? self.corpus, FitContext(random: RandomSource(seed: 1)))
    }

    private func network(
        _ groups: BarGroups?, norm: Norm.Kind = .rms, positions: TransformerShape.Positions = .rotary
    ) -> TransformerVAENetwork {
        let gated = norm == .rms
        return TransformerVAENetwork(
            TransformerShape(
                vocabularySize: 5, layers: 2, channels: 8, heads: 2, keyHeads: 1, hidden: 12,
                feedForward: gated ? .swiglu : .gelu, norm: norm, positions: positions, hasBiases: !gated,
                isTied: gated, context: 8, dropout: 0),
            encoderLayers: 1, LatentShape(tune: 3, group: groups == nil ? 0 : 2, groups: groups?.count ?? 0),
            groups: groups,
            LatentObjective(
                beta: 0.7, annealing: 2, free: 0.01, groupFree: 0.005, groupDropout: 0.4,
                wordDropout: 0.3))
    }

    private func space(_ model: any Model) throws -> any LatentSpace { try #require(model.latentSpace) }

    /// Tunes of eight random notes in two bars: nothing but the latent point distinguishes them.
    private func randomTunes() -> [[TokenID]] {
        var random = RandomSource(seed: 9)
        func bar() -> [TokenID] { (0..<6).map { _ in TokenID(1 + random.below(7)) } + [0] }
        return (0..<8).map { _ in [8] + bar() + bar() + [9] }
    }

    private func memorised(_ groups: [(String, String)]) throws -> (model: any Model, tunes: [[TokenID]]) {
        let tunes = randomTunes()
        let model = try fitted(
            [
                ("channels", "32"), ("latent", "8"), ("beta", "0.01"), ("free_bits", "16"),
                ("training.steps", "400"), ("training.optimizer", "adamw"), ("training.learning_rate", "0.005"),
                ("training.dropout", "0"),
            ] + groups + (groups.isEmpty ? [] : [("group_dropout", "0")]),
            TokenCorpus(vocabularySize: 10, training: tunes, reading: Bars()))
        return (model, tunes)
    }

    /// Returns tunes decoded greedily from points.
    private func decoded(_ model: any Model, from points: [[Float]], length: Int) throws -> [[TokenID]] {
        let decoder = try model.decoder(for: DecodingRequest(rows: points.count, latents: points))
        var tunes = [[TokenID]](repeating: [], count: points.count)
        var scores: [Float] = []
        for _ in 0..<length {
            try decoder.scores(into: &scores)
            let best = points.indices.map { row -> TokenID in
                let row = scores[row * 10..<(row + 1) * 10]
                return TokenID((row.indices.max { scores[$0] < scores[$1] } ?? 0) - row.startIndex)
            }
            for (tune, token) in best.enumerated() { tunes[tune].append(token) }
            decoder.accept(best)
        }
        return tunes
    }

    /// 8 is a header. The first bar line follows it, so no bar ends there; the bars of one group end with the second 0.
    @Test func barsFormGroups() {
        let groups = BarGroups(bars: 2, count: 2, barEnds: [0], headers: [8])
        let tunes: [[TokenID]] = [[8, 0, 1, 0, 2, 3, 0, 4, 0, 5, 0, 6, 0], [1, 0]]
        let batch = Batch(tunes.map { Example($0[...], start: 9) }, order: .bySequence, multiple: 4)
        #expect(groups.rows(batch) == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, -1, -1, 2, 2, -1])
        #expect(groups.names == ["bars 1-2", "bars 3-4"])
    }

    /// Counts half a bar for each token, rounded up.
    private struct HalfBars: TokenClock {
        static let sizes = [1]
        var tokens = 0
        subscript(feature: Int) -> Int { 0 }
        var bar: Int? { (tokens + 1) / 2 }
        mutating func advance(_ token: TokenID) { tokens += 1 }
        mutating func startBar() {}
    }

    @Test func aClockThatCountsBarsDecidesTheGroups() {
        let groups = BarGroups(bars: 1, count: 3, barEnds: [0], clock: HalfBars())
        let batch = Batch([Example([1, 0, 2, 0, 3, 4][...], start: 9)], order: .bySequence, multiple: 2)
        #expect(groups.rows(batch) == [0, 1, 1, 2, 2, -1])
    }

    @Test func gradientsAreThoseOfDifferences() {
        let cases: [(BarGroups?, Norm.Kind, TransformerShape.Positions)] = [
            (nil, .rms, .rotary), (BarGroups(bars: 1, count: 3, barEnds: [3]), .rms, .rotary),
            (BarGroups(bars: 2, count: 1, barEnds: [3]), .layer, .learned),
        ]
        for (groups, norm, positions) in cases {
            let network = network(groups, norm: norm, positions: positions)
            // The maps from the latents start at 0, which would hide errors.
            let weights = Weights(network.layout, initialisedFrom: RandomSource(seed: 3))
            var random = RandomSource(seed: 4)
            for i in 0..<network.layout.size { weights.values[i] += 0.1 * random.normal() }
            expectGradientsOfDifferences(
                network, at: weights, on: [[0, 3, 2, 4, 3, 1], [3, 1, 3], [2, 0]], "\(norm) \(positions)")
        }
    }

    @Test(arguments: [nil, BarGroups(bars: 1, count: 2, barEnds: [3])])
    func theFirstPredictionsAreThoseOfThePretrainedTransformer(groups: BarGroups?) throws {
        let network = network(groups)
        let transformer = TransformerNetwork(
            TransformerShape(
                vocabularySize: 5, layers: 2, channels: 8, heads: 2, keyHeads: 1, hidden: 12, feedForward: .swiglu,
                norm: .rms, positions: .rotary, hasBiases: false, isTied: true, context: 8, dropout: 0))
        let pretrained = Weights(transformer.layout, initialisedFrom: RandomSource(seed: 5))
        let weights = Weights(network.layout, initialisedFrom: RandomSource(seed: 6))
        try network.load(SavedModel(description: [:], tensors: pretrained.tensors()), into: weights)
        let batch = Batch(
            [[0, 3, 2, 4], [1, 1]].map { Example($0[...], start: 5) }, order: .bySequence)
        let expected = transformer.logits(batch, on: Tape(weights: pretrained)).array
        withExtendedLifetime((pretrained, weights)) {
            #expect(network.logits(batch, on: Tape(weights: weights)).array == expected)
        }
        // The encoder has the same weights, in its single layer.
        func values(_ name: String, _ weights: Weights) throws -> [Float] {
            Array(weights[try #require(weights.layout.parameters.first { $0.name == name })])
        }
        for name in ["embedding.weight", "layers.0.attention.qkv.weight", "norm.weight"] {
            #expect(try values("encoder.\(name)", weights) == values(name, pretrained))
        }
    }

    @Test func aTransformerOfAnotherShapeIsRefused() throws {
        let network = network(nil)
        let other = TransformerNetwork(
            TransformerShape(
                vocabularySize: 5, layers: 1, channels: 8, heads: 2, keyHeads: 1, hidden: 12, feedForward: .swiglu,
                norm: .rms, positions: .rotary, hasBiases: false, isTied: true, context: 8, dropout: 0))
        let saved = SavedModel(description: [:], tensors: Weights(other.layout).tensors())
        let error = #expect(throws: StorageError.self) { try network.load(saved, into: Weights(network.layout)) }
        #expect(error?.reason.contains("tensor 'layers.1.") == true, "\(String(describing: error))")
    }

    /// 16-bit keys and values limit the decoder's accuracy.
    @Test(arguments: [[], groups] as [[(String, String)]])
    func decodersTakeEachRowFromItsPoint(groups: [(String, String)]) throws {
        let model = try fitted(
            [("training.steps", "40"), ("training.optimizer", "adamw"), ("training.learning_rate", "0.01")] + groups)
        let size = try space(model).size
        #expect(size == (groups.isEmpty ? 4 : 16))
        var random = RandomSource(seed: 2)
        let points = (0..<3).map { _ in (0..<size).map { _ in 2 * Float(random.normal()) } }
        let tunes: [[TokenID]] = [
            [1, 0, 4, 2, 0, 1, 0, 0, 5, 2], [8, 0, 1, 0, 1, 0, 1, 0, 1, 0], [3, 3, 3, 3, 0, 1, 1, 1, 1, 9],
        ]
        let exact = try zip(tunes, points).map { try space(model).logProbabilities(of: $0, from: $1) }
        let decoder = try model.decoder(for: DecodingRequest(rows: 3, latents: points))
        var scores: [Float] = []
        var rows = [0, 1, 2]
        for place in 0..<10 {
            try decoder.scores(into: &scores)
            for (r, row) in rows.enumerated() {
                #expect(abs(Double(scores[r * 10 + Int(tunes[row][place])]) - exact[row][place]) < 0.02)
            }
            decoder.accept(rows.map { tunes[$0][place] })
            if place == 4 {
                decoder.retain([true, false, true])
                rows = [0, 2]
            }
        }
        // The points matter: another point gives other probabilities.
        let other = try space(model).logProbabilities(of: tunes[0], from: points[1])
        #expect(zip(other, exact[0]).contains { abs($0 - $1) > 0.02 })
    }

    /// Moving the latent of the second group changes nothing in the bars of the first.
    @Test func aGroupsLatentActsOnItsBars() throws {
        let model = try fitted(
            [("training.steps", "40"), ("training.optimizer", "adamw"), ("training.learning_rate", "0.01")]
                + Self.groups)
        let space = try space(model)
        #expect(space.partNames == ["tune", "bars 1-2", "bars 3-4", "bars 5-6", "bars 7-8"])
        let tune: [TokenID] = [1, 0, 4, 2, 0, 1, 3, 0, 5, 2]
        let origin = [Float](repeating: 0, count: 16)
        var moved = origin
        // The last group's coordinates: those before them do not depend on them.
        for i in 13..<16 { moved[i] = 3 }
        #expect(try space.logProbabilities(of: tune, from: moved) == space.logProbabilities(of: tune, from: origin))
        for i in 7..<10 { moved[i] = 3 }
        let (one, other) = (
            try space.logProbabilities(of: tune, from: moved), try space.logProbabilities(of: tune, from: origin)
        )
        #expect(one[..<5] == other[..<5])
        #expect(one[5...] != other[5...])
    }

    @Test(arguments: [[], groups] as [[(String, String)]])
    func memorisedTunesComeBackAndNearbyPointsChangeThemLittle(groups: [(String, String)]) throws {
        let (model, tunes) = try memorised(groups)
        let means = try space(model).posteriors(of: tunes).map(\.mean)
        let length = tunes[0].count
        #expect(try decoded(model, from: means, length: length) == tunes)
        // The same noise at growing distances, averaged over the tunes.
        var random = RandomSource(seed: 7)
        let noise = means.map { $0.map { _ in Float(random.normal()) } }
        let changes = try [0.1, 1, 10].map { distance -> Int in
            let points = zip(means, noise).map { zip($0, $1).map { $0 + Float(distance) * $1 } }
            return zip(try decoded(model, from: points, length: length), tunes).reduce(0) {
                $0 + zip($1.0, $1.1).count { $0 != $1 }
            }
        }
        let total = tunes.count * length
        #expect(
            changes[0] <= total / 5 && changes[0] <= changes[1] && changes[1] < changes[2], "\(changes) of \(total)")
    }

    /// The point of a new tune is that of the tune alone. Its bars have no latents, whatever the latents of groups are.
    @Test func newTunesAreSampledFromTheLatentOfTheTune() throws {
        let model = try fitted(
            [("training.steps", "40"), ("training.optimizer", "adamw"), ("training.learning_rate", "0.01")]
                + Self.groups)
        #expect(model.latentSize == 4)
        let tune: [TokenID] = [1, 0, 4, 2, 0, 1, 3, 0, 5, 2]
        let point: [Float] = [1, -1, 2, 0]
        let exact = try space(model).logProbabilities(of: tune, from: point)
        let decoder = try model.decoder(for: DecodingRequest(rows: 1, latents: [point]))
        var scores: [Float] = []
        for (token, expected) in zip(tune, exact) {
            try decoder.scores(into: &scores)
            #expect(abs(Double(scores[Int(token)]) - expected) < 0.02)
            decoder.accept([token])
        }
        let origin = [Float](repeating: 0, count: 4)
        #expect(try model.logProbabilities(of: tune) == space(model).logProbabilities(of: tune, from: origin))
        #expect(try space(model).logProbabilities(of: tune, from: point + [Float](repeating: 1, count: 12)) != exact)
    }

    @Test func theDivergenceIsReportedForEachPart() throws {
        let model = try fitted(Self.groups)
        for posterior in try space(model).posteriors(of: corpus.training.all) {
            #expect(posterior.divergences.count == 5)
            #expect(abs(posterior.divergence - posterior.divergences.reduce(0, +)) < 1e-12)
            #expect(posterior.divergence >= 0)
        }
    }

    /// The context is 32 tokens.
    @Test func longTunesHavePointsAndProbabilities() throws {
        let model = try fitted(Self.groups)
        let tune = (0..<70).map { TokenID(1 + $0 % 5) }
        let point = try space(model).posteriors(of: [tune])[0]
        #expect(point.mean.allSatisfy { $0.isFinite })
        #expect(try space(model).logProbabilities(of: tune, from: point.mean).count == 70)
        #expect(try model.logLikelihoods(ofEach: [tune, []])[1] == 0)
    }

    @Test(arguments: [1, 5]) func aFitThatWasStoppedGoesOnToTheSameBytes(stop: Int) throws {
        let vae = try toy(
            "vae",
            Self.transformer + Self.groups + [
                ("decoder", "transformer"), ("latent", "4"), ("training.steps", "8"), ("training.batch_tokens", "128"),
            ])
        func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }
        let whole = try vae.fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) { try vae.fit(corpus, FitContext(seed: 1, stoppingAt: stop, memory)) }
        let resumed = try vae.fit(corpus, FitContext(random: RandomSource(seed: 1), checkpoints: memory))
        #expect(try bytes(resumed) == bytes(whole))
    }
}
