import Foundation
import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

@Suite struct GridGANTests {
    private let corpus = TokenCorpus(
        vocabularySize: 7, training: ToyGrid.tunes(60), validation: ToyGrid.tunes(20, seed: 2), reading: ToyGrid())

    private func gan(_ settings: [(String, String)] = [], steps: Int = 6, bars: Int = 2) throws -> any Generator {
        try toy(
            "grid_gan",
            [
                ("channels", "16"), ("bars", "\(bars)"), ("latent", "8"), ("sheets", "16"),
                ("training.steps", "\(steps)"),
                ("training.validation_interval", "3"), ("training.learning_rate", "0.003"),
                ("training.patience", "1000"),
            ] + settings)
    }

    private func bytes(_ model: any Model) throws -> [UInt8] { try SafetensorsFile(model.saved().tensors).encoded() }

    /// Decodes the tune of a point greedily.
    private func tune(_ model: any Model, _ point: [Float], _ condition: TokenID) throws -> [TokenID] {
        let decoder = try model.decoder(for: DecodingRequest(rows: 1, latents: [point]))
        var scores: [Float] = []
        var tune: [TokenID] = []
        while tune.last != 0, tune.count < 20 {
            try decoder.scores(into: &scores)
            let likeliest = scores.indices.max { scores[$0] < scores[$1] } ?? 0
            tune.append(tune.isEmpty ? condition : TokenID(likeliest))
            decoder.accept([tune[tune.count - 1]])
        }
        return tune
    }

    @Test(arguments: ["spectral_norm", "gradient_penalty"], ["straight_through", "soft"])
    func itComesNearerToWhatItLearnsFrom(critic: String, cells: String) throws {
        let model = try gan([("critic", critic), ("cells", cells)], steps: 240).fit(
            corpus, FitContext(random: RandomSource(seed: 1)))
        let distances = model.curve.points.compactMap(\.validation)
        let best = try #require(model.curve.best?.validation)
        #expect(distances.count == 80 && best < 0.6 * distances[0], "\(distances)")
    }

    @Test func tunesAreAsLongAsASheetAndDifferByPointAndCondition() throws {
        let model = try gan(steps: 200).fit(corpus, FitContext(random: RandomSource(seed: 1)))
        #expect(model.latentSize == 8)
        var random = RandomSource(seed: 3)
        let points = (0..<24).map { _ in (0..<8).map { _ in random.normal() } }
        let tunes = try [1, 2].map { condition in try points.map { try tune(model, $0, TokenID(condition)) } }
        for tune in tunes.joined() { #expect(tune.count == 10 && tune.last == 0) }
        #expect(Set(tunes[0]).count > 2)
        #expect(tunes[0].map { $0.dropFirst() } != tunes[1].map { $0.dropFirst() })
    }

    @Test(arguments: [1, 4, 5]) func aFitThatWasStoppedGoesOnToTheSameBytes(stop: Int) throws {
        let whole = try gan().fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let memory = MemoryCheckpoints()
        #expect(throws: CancellationError.self) {
            try gan().fit(corpus, FitContext(seed: 1, stoppingAt: stop, memory))
        }
        #expect(memory.load()?.description["step"] == .int(stop - 1))
        let resumed = try gan().fit(corpus, FitContext(random: RandomSource(seed: 1), checkpoints: memory))
        #expect(try bytes(resumed) == bytes(whole))
        #expect(resumed.curve == whole.curve)
    }

    @Test func aStoredModelIsTheSameModel() throws {
        let model = try gan().fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let stored = SavedModel(
            description: model.saved().description,
            tensors: try SafetensorsFile(decoding: bytes(model)).tensors)
        let loaded = try gan().load(stored, reading: ToyGrid())
        for tune in ToyGrid.tunes(3, seed: 9) {
            #expect(try loaded.logProbabilities(of: tune) == model.logProbabilities(of: tune))
        }
    }

    /// The probability of a tune is the mean over the points, so the probabilities of all tunes sum to 1.
    @Test func decodersAndLogProbabilitiesAgree() throws {
        let model = try gan().fit(corpus, FitContext(random: RandomSource(seed: 1)))
        let tunes = ToyGrid.tunes(4, seed: 9)
        let decoder = try model.decoder(for: DecodingRequest(rows: 4))
        var rows = [0, 1, 2, 3]
        var scores: [Float] = []
        let exact = try tunes.map(model.logProbabilities)
        for step in 0..<10 {
            try decoder.scores(into: &scores)
            for (row, tune) in rows.enumerated() {
                let own = scores[row * 7..<row * 7 + 7]
                #expect(abs(own.reduce(0) { $0 + exp(Double($1)) } - 1) < 1e-5)
                let said = Double(own[row * 7 + Int(tunes[tune][step])])
                #expect(abs(said - exact[tune][step]) < 1e-5)
            }
            decoder.accept(rows.map { tunes[$0][step] })
            if step == 4 {
                decoder.retain([true, false, true, true])
                rows = [0, 2, 3]
            }
        }
    }

    @Test func aGeneratorThatDrawsTheSameAgainAndAgainIsStopped() throws {
        let same = TokenCorpus(
            vocabularySize: 7, training: [[TokenID]](repeating: [1, 4, 5, 6, 4, 4, 5, 6, 4, 0], count: 30),
            validation: [[1, 4, 5, 6, 4, 4, 5, 6, 4, 0]], reading: ToyGrid())
        let said = Monitor<[String]>([])
        _ = try gan(steps: 600).fit(
            same, FitContext(random: RandomSource(seed: 1), say: { line in said.change { $0.append(line) } }))
        #expect(said.read { $0 }.contains { $0.contains("mode collapse") }, "\(said.read { $0 })")
    }

    @Test func tunesThatAreTooShortAreAnError() throws {
        #expect(throws: FitError("no training tune has 3 bars; lower `bars`")) {
            try gan(bars: 3).fit(corpus, FitContext(random: RandomSource(seed: 1)))
        }
    }

    @Test func tokensThatAreNotOnAGridAreRefused() throws {
        struct Plain: TokenReading {}
        let message = "'grid_gan' needs tokens on a grid, and this tokenizer's are not"
        #expect(try gan().objections(to: Plain()) == [SettingObjection("", message, missing: .stepGrid)])
        #expect(try gan().objections(to: ToyGrid()) == [])
        #expect(throws: FitError(message)) { try gan().fit(toyTunes(2), of: 10) }
    }

    @Test(arguments: ["rounds", "layers", "leash", "policy_rate", "cell", "tunes", "kl"])
    func settingsOfTheSequenceGANAreUnknown(key: String) throws {
        let error = #expect(throws: RecipeErrors.self) { try gan([(key, "7")]) }
        #expect(error?.errors.first?.path == "generator.\(key)")
    }
}

@Suite struct SheetTests {
    /// Bars of four steps. The first bar starts with silence and is left out; a sheet has two of the remaining bars.
    @Test func tunesAreCutFromTheirFirstFullBar() {
        let bar: [TokenID] = [4, 5, 6, 4]
        let sheets = Sheets(
            [[1, 3, 3, 3, 4] + bar + bar + bar + bar + bar + [0], [2] + bar + [0]], ToyGrid(), bars: 2)
        // The second sheet equals the first, and the last bar is half a sheet.
        #expect(
            sheets.groups == [
                [Sheet(conditions: [1], stepsPerBar: 4, steps: [1, 2, 3, 1, 1, 2, 3, 1].map { [$0] })]
            ])
    }

    @Test func divergenceIsZeroForTheSameAndLogTwoForNothingInCommon() {
        func sheet(_ steps: [[Int]]) -> Sheet { Sheet(conditions: [], stepsPerBar: 2, steps: steps) }
        let one = CellStatistics([sheet([[0], [1], [0], [1]])])
        let other = CellStatistics([sheet([[2], [3], [], [3]])])
        #expect(one.divergence(from: one) == 0)
        #expect(abs(one.divergence(from: other) - log(2)) < 1e-12)
        // Pairs at a distance of a step: 01, 10, 01 against 01, 11, 11, so fractions of 2/3, 1/3, 0 against 1/3, 0,
        // 2/3. A quarter of a bar is also one step here. Pairs at a distance of a bar: 00, 11 against 01, 11.
        let third = CellStatistics([sheet([[0], [1], [1], [1]])])
        func part(_ p: Double, _ q: Double) -> Double { p > 0 ? p / 2 * log(p / ((p + q) / 2)) : 0 }
        let step = part(2.0 / 3, 1.0 / 3) + part(1.0 / 3, 2.0 / 3) + part(1.0 / 3, 0) + part(2.0 / 3, 0)
        let bar = part(0.5, 0) + part(0.5, 0)
        #expect(abs(one.divergence(from: third) - (2 * step + bar) / 3) < 1e-12)
        #expect(sheet([[0], [1], [0], [1]]).distance(from: sheet([[0], [1], [], [2]])) == 0.5)
    }
}
