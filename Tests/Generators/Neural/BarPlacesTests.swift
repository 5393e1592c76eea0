import MuseGenerators
import MuseNeural
import MuseProtocols
import MuseStorage
import Testing

/// Tokens 0 to 8, and 9 as the end. 8 is a condition, and the clock counts the tokens since the last condition.
private struct CountingReading: TokenReading {
    var clock: (any TokenClock)? { Counting() }
    func isCondition(_ token: TokenID) -> Bool { token == 8 }

    struct Counting: TokenClock {
        static let sizes = [8, 2]
        private var count = 0
        subscript(hand: Int) -> Int { hand == 0 ? min(count, 7) : count % 2 }
        mutating func advance(_ token: TokenID) { count = token == 8 ? 0 : count + 1 }
        mutating func startBar() { count = 0 }
    }
}

/// A Transformer with clock features.
@Suite struct BarPlacesTests {
    private let settings = [
        ("layers", "2"), ("channels", "16"), ("heads", "4"), ("context", "32"), ("training.steps", "12"),
        ("training.batch_tokens", "128"), ("training.optimizer", "adamw"), ("training.learning_rate", "3e-2"),
        ("training.condition_dropout", "0.5"),
    ]
    private let network = TransformerNetwork(
        TransformerShape(
            vocabularySize: 10, layers: 2, channels: 16, heads: 4, keyHeads: 4, hidden: 64, feedForward: .swiglu,
            norm: .rms, normsQueriesAndKeys: true, positions: .rotary, clock: CountingReading.Counting.sizes,
            hasBiases: false, isTied: true, context: 32, dropout: 0))

    /// A briefly trained model whose weights are scaled so that its inputs matter.
    private func model() throws -> any Model {
        let saved = try toy("transformer", settings).fit(
            TokenCorpus(vocabularySize: 10, training: toyTunes(20), reading: CountingReading()),
            FitContext(random: RandomSource(seed: 1))
        ).saved()
        let tensors = try saved.tensors.map { tensor -> StoredTensor in
            let factor: Float = tensor.name.hasPrefix("clock.") ? 20 : tensor.name.hasPrefix("layers.") ? 1 : 4
            let isNorm = tensor.name.contains("norm")
            return StoredTensor(
                name: tensor.name, shape: tensor.shape, floats: try tensor.floats().map { isNorm ? $0 : $0 * factor })
        }
        return try toy("transformer", settings).load(
            SavedModel(description: saved.description, tensors: tensors), reading: CountingReading())
    }

    /// Computes the log-probabilities of a tune in one pass, with the given inputs and clock.
    private func logs(_ model: any Model, _ inputs: [Int32], _ tune: [TokenID], clock: [Int]) throws -> [Double] {
        let weights = Weights(network.layout)
        try weights.load(model.saved())
        let tape = Tape(weights: weights)
        let clockFeatures = [clock.map { Int32(min($0, 7)) }, clock.map { Int32($0 % 2) }]
        let batch = Batch([Example(inputs: inputs, targets: tune, clockFeatures: clockFeatures)], order: .bySequence)
        return tape.logProbabilities(network.logits(batch, on: tape), batch.targets)
    }

    /// A toy tune. 9 is the end, 10 is the start and 11 a masked condition.
    private let tune: [TokenID] = [3, 8, 1, 2, 4, 8, 6, 1, 1, 2, 9]
    private let clock = [0, 1, 0, 1, 2, 3, 0, 1, 2, 3, 4]

    private func expect(_ decoder: any TokenDecoder, gives expected: [Double]) throws {
        var scores: [Float] = []
        for (step, token) in tune.enumerated() {
            try decoder.scores(into: &scores)
            #expect(abs(Double(scores[Int(token)]) - expected[step]) < 0.02, "step \(step)")
            decoder.accept([token])
        }
    }

    @Test func decodingAndLikelihoodSeeTheClock() throws {
        let model = try model()
        let expected = try logs(model, [10] + tune.dropLast(), tune, clock: clock)
        let still = try logs(model, [10] + tune.dropLast(), tune, clock: Array(repeating: 0, count: tune.count))
        // The difference is much larger than the decoding error.
        #expect(zip(expected, still).contains { abs($0 - $1) > 0.1 })
        #expect(try zip(expected, model.logProbabilities(of: tune)).allSatisfy { abs($0 - $1) < 1e-4 })
        try expect(model.decoder(for: DecodingRequest(rows: 1)), gives: expected)
    }

    /// The clock still counts masked conditions.
    @Test func anUnconditionalDecoderReadsNoConditionsButKeepsTheTime() throws {
        let model = try model()
        let inputs = [10] + tune.dropLast().map { $0 == 8 ? 11 : $0 }
        let expected = try logs(model, inputs, tune, clock: clock)
        let told = try logs(model, [10] + tune.dropLast(), tune, clock: clock)
        #expect(zip(expected, told).contains { abs($0 - $1) > 0.1 })
        try expect(model.decoder(for: DecodingRequest(rows: 1, isUnconditional: true)), gives: expected)
    }

    @Test func rowsKeepTheirOwnTimeWhenOthersEnd() throws {
        let model = try model()
        let tunes = toyTunes(3, seed: 8)
        let alone = try tunes.map(model.scoresAlone)
        let decoder = try model.decoder(for: DecodingRequest(rows: 3))
        var rows = Array(tunes.indices)
        var scores: [Float] = []
        for step in 0..<20 {
            try decoder.scores(into: &scores)
            #expect(scores == rows.flatMap { alone[$0][step] })
            decoder.accept(rows.map { tunes[$0][step] })
            if step == 7 {
                decoder.retain(rows.map { $0 != 0 })
                rows.removeFirst()
            }
        }
    }

    @Test func tokensWithoutAClockAreAnObjectionOnlyWhereOneIsAskedFor() throws {
        struct Plain: TokenReading {}
        let settings = settings.filter { $0.0 != "training.condition_dropout" }
        let asked = try toy("transformer", settings + [("bar_places", "true")])
        #expect(
            asked.objections(to: Plain()) == [
                SettingObjection(
                    "bar_places", "this tokenizer does not track positions in the bar; its tokens may encode them")
            ])
        #expect(asked.objections(to: CountingReading()) == [])
        #expect(try toy("transformer", settings).objections(to: Plain()) == [])
    }

    @Test func conditionDropoutAndInfillingNeedTokensThatServeThem() throws {
        struct Plain: TokenReading {}
        struct Able: TokenReading { let capabilities: Set<Capability> = [.conditions, .fill] }
        let trained = try toy("transformer", settings + [("training.infilling", "0.2")])
        #expect(
            trained.objections(to: Plain()).map(\.setting) == ["training.condition_dropout", "training.infilling"])
        #expect(trained.objections(to: Able()) == [])
    }

    @Test func unconditionalDecodingNeedsAModelTrainedWithConditionDropout() throws {
        let settings = settings.filter { $0.0 != "training.condition_dropout" }
        let model = try toy("transformer", settings).fit(
            TokenCorpus(vocabularySize: 10, training: toyTunes(2), reading: CountingReading()),
            FitContext(random: RandomSource(seed: 1)))
        let request = DecodingRequest(rows: 1, isUnconditional: true)
        #expect(throws: CapabilityError(missing: [.guidance])) { try model.decoder(for: request) }
        // A stored model keeps its capabilities.
        let stored = try toy("transformer", settings).load(try self.model().saved(), reading: CountingReading())
        _ = try stored.decoder(for: request)
    }
}
