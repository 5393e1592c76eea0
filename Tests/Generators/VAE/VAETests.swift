import Foundation
import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

@Suite struct VAETests {
    private let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(20), validation: toyTunes(4, seed: 6))

    /// Bars end with 0.
    private struct Bars: TokenReading {
        var barEnds: Set<TokenID> { [0] }
    }

    private func fitted(_ settings: [(String, String)] = [], _ corpus: TokenCorpus? = nil) throws -> any Model {
        let training = [("training.steps", "8"), ("training.batch_tokens", "128")]
        let small = [("channels", "16"), ("embedding", "8"), ("latent", "4"), ("annealing", "4")]
        let keys = Set(settings.map(\.0))
        let vae = try toy("vae", (small + training).filter { !keys.contains($0.0) } + settings)
        return try vae.fit(corpus ?? self.corpus, FitContext(random: RandomSource(seed: 1)))
    }

    private func logProbabilities(_ model: any Model, _ tune: [TokenID], from latent: [Float]) throws -> [Double] {
        try #require(model.latentSpace).logProbabilities(of: tune, from: latent)
    }

    private func posteriors(_ model: any Model, _ tunes: [[TokenID]]) throws -> [LatentDistribution] {
        try #require(model.latentSpace).posteriors(of: tunes)
    }

    private func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }

    @Test func gradientsAreThoseOfDifferences() {
        let kinds: [(RecurrentNetwork.Cell, Set<TokenID>?, VAENetwork.Shape.Encoder)] = [
            (.lstm, nil, .recurrent), (.gru, nil, .recurrent), (.gru, [1, 3], .recurrent),
            (.gru, nil, .transformer(layers: 2, heads: 2)),
        ]
        for (cell, barEnds, encoder) in kinds {
            let network = VAENetwork(
                VAENetwork.Shape(
                    decoder: .init(
                        cell: cell, vocabularySize: 5, layers: 1, channels: 6, embedding: 4, isTied: true, dropout: 0),
                    encoder: encoder, encoderChannels: encoder == .recurrent ? 5 : 8, latent: 3, barEnds: barEnds),
                LatentObjective(beta: 0.7, annealing: 2, free: 0.01, wordDropout: 0.3))
            let weights = Weights(network.layout, initialisedFrom: RandomSource(seed: 3))
            expectGradientsOfDifferences(
                network, at: weights, on: [[0, 1, 2, 4, 3], [3, 3, 1], [2, 0]], "\(cell) \(encoder)")
        }
    }

    /// Latent points are sampled from a standard normal distribution, which the posteriors of the tunes must match.
    @Test func tunesLieWherePointsAreDrawn() throws {
        let model = try fitted([("training.steps", "60"), ("beta", "0.01"), ("free_bits", "64")])
        let lying = try posteriors(model, corpus.training.all)
        let count = Double(lying.count)
        for i in 0..<(model.latentSize ?? 0) {
            let middle = lying.reduce(0.0) { $0 + Double($1.mean[i]) } / count
            let variance = lying.reduce(0.0) { sum, tune in
                let (mean, deviation) = (Double(tune.mean[i]), Double(tune.deviation[i]))
                return sum + mean * mean + deviation * deviation
            }
            #expect(abs(middle) < 1e-4 && abs(variance / count - 1) < 1e-3, "\(i)")
        }
    }

    @Test(arguments: ["recurrent", "transformer"]) func tunesComeBackFromWhereTheyLie(encoder: String) throws {
        // Eight tunes with nothing in common, so that only the latent point distinguishes them.
        var random = RandomSource(seed: 9)
        let tunes = (0..<8).map { _ in (0..<12).map { _ in TokenID(random.below(9)) } + [9] }
        let model = try fitted(
            [
                ("encoder", encoder), ("channels", "48"), ("embedding", "16"), ("latent", "8"), ("beta", "0.01"),
                ("free_bits", "16"),
                ("training.steps", "400"), ("training.batch_tokens", "128"), ("training.optimizer", "adamw"),
                ("training.learning_rate", "0.01"),
                ("training.dropout", "0"),
            ], TokenCorpus(vocabularySize: 10, training: tunes))
        for (tune, lies) in zip(tunes, try posteriors(model, tunes)) {
            let said = try logProbabilities(model, tune, from: lies.mean)
            #expect(said.reduce(0, +) > -3, "\(said)")
            #expect(lies.divergence > 1 && lies.deviation.allSatisfy { $0 > 0 })
        }
        // The latent point of another tune gives another tune.
        let elsewhere = try posteriors(model, [tunes[1]])[0].mean
        #expect(try logProbabilities(model, tunes[0], from: elsewhere).reduce(0, +) < -10)
    }

    @Test(arguments: ["flat", "conductor"]) func decodersTakeEachRowFromItsPoint(kind: String) throws {
        var corpus = corpus
        corpus.reading = Bars()
        let model = try fitted([("decoder", kind)], corpus)
        let tunes = toyTunes(3, seed: 8)
        let points: [[Float]] = [[1, -1, 0.5, 2], [0, 0, 0, 0], [-2, 1, 1, 0]]
        let decoder = try model.decoder(for: DecodingRequest(rows: points.count, latents: points))
        var scores: [Float] = []
        var rows = [0, 1, 2]
        let exact = try zip(tunes, points).map { try logProbabilities(model, $0, from: $1) }
        for place in 0..<10 {
            try decoder.scores(into: &scores)
            for (r, row) in rows.enumerated() {
                #expect(abs(Double(scores[r * 10 + Int(tunes[row][place])]) - exact[row][place]) < 1e-3)
            }
            decoder.accept(rows.map { tunes[$0][place] })
            if place == 4 {
                decoder.retain([true, false, true])
                rows = [0, 2]
            }
        }
        if kind == "conductor" {
            // After a bar line, the scores depend only on the bar line and the number of the bar.
            let (one, other) = ([1, 2, 0, 4, 5] as [TokenID], [7, 0, 4, 5] as [TokenID])
            let (a, b) = (
                try logProbabilities(model, one, from: points[0]), try logProbabilities(model, other, from: points[0])
            )
            for place in 1...2 { #expect(abs(a[a.count - place] - b[b.count - place]) < 1e-6) }
        }
        // Without latent points, all rows are decoded from the origin.
        #expect(try model.logProbabilities(of: tunes[0]) == logProbabilities(model, tunes[0], from: [0, 0, 0, 0]))
    }

    @Test func theBoundCountsTheDivergence() throws {
        let model = try fitted()
        let tunes = toyTunes(4, seed: 8)
        for ((tune, lies), bound) in try zip(
            zip(tunes, try posteriors(model, tunes)), model.logLikelihoods(ofEach: tunes))
        {
            let said = try logProbabilities(model, tune, from: lies.mean).reduce(0, +)
            #expect(abs(bound - (said - lies.divergence)) < 1e-4)
        }
    }

    @Test func aTunesPlaceDoesNotDependOnWhatIsReadBesideIt() throws {
        let model = try fitted([("encoder", "transformer"), ("encoder_layers", "1"), ("encoder_heads", "2")])
        let tunes = toyTunes(5, seed: 3)
        let together = try posteriors(model, tunes)
        for (tune, lies) in zip(tunes, together) { #expect(try posteriors(model, [tune]) == [lies]) }
        #expect(Set(together.map(\.mean)).count > 1)
    }

    @Test func headsHaveToDivideTheChannelsEvenly() {
        let error = #expect(throws: RecipeErrors.self) {
            try toy("vae", [("encoder", "transformer"), ("channels", "20"), ("encoder_heads", "4")])
        }
        #expect(error?.errors.map(\.message) == ["20 channels cannot be divided into 4 heads of an even size"])
    }

    /// Beta pulls the posteriors to the prior, and free bits limit this.
    @Test func aHeavyBetaBringsPointsTogetherAndFreeBitsKeepThemApart() throws {
        func divergence(_ beta: String, _ free: String) throws -> Double {
            let model = try fitted([
                ("beta", beta), ("free_bits", free), ("training.steps", "150"), ("training.optimizer", "adamw"),
                ("training.learning_rate", "0.01"),
            ])
            return try posteriors(model, corpus.training.all).reduce(0) { $0 + $1.divergence } / 20
        }
        let (held, free) = (try divergence("50", "0"), try divergence("50", "8"))
        #expect(held < 0.1 && free > 10 * held, "\(held), \(free)")
    }

    @Test(arguments: [1, 5]) func aFitThatWasStoppedGoesOnToTheSameBytes(stop: Int) throws {
        let vae = try smallToy("vae")
        let whole = try vae.fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) { try vae.fit(corpus, FitContext(seed: 1, stoppingAt: stop, memory)) }
        let resumed = try vae.fit(corpus, FitContext(random: RandomSource(seed: 1), checkpoints: memory))
        #expect(try bytes(resumed) == bytes(whole))
        let loaded = try vae.load(whole.saved(), reading: nil)
        #expect(try loaded.logProbabilities(of: [1, 2, 3]) == whole.logProbabilities(of: [1, 2, 3]))
    }
}

@Suite struct SphericalInterpolationTests {
    /// A quarter circle, divided into thirds.
    @Test func theWayIsAnArc() {
        let found = (0...3).map { sphericalInterpolation([2, 0], [0, 2], Float($0) / 3) }
        let expected: [[Float]] = [[2, 0], [Float(3).squareRoot(), 1], [1, Float(3).squareRoot()], [0, 2]]
        for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) < 1e-6) }
    }

    @Test func pointsInLineAreJoinedByALine() {
        #expect(sphericalInterpolation([1, 1], [3, 3], 0.5) == [2, 2])
        #expect(sphericalInterpolation([0, 0], [3, 1], 0.25) == [0.75, 0.25])
    }
}
