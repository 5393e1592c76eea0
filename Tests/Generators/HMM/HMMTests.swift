import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

@Suite struct HMMTests {
    /// Every third token is 1: two states of token 0 have to be told apart.
    private let triples: [[TokenID]] = (2...12).map { (0..<$0).flatMap { _ in [0, 0, 1] } }

    private func fit(_ settings: [(String, String)], _ corpus: TokenCorpus, seed: UInt64 = 1) throws -> any Model {
        try toy("hmm", settings).fit(corpus, FitContext(random: RandomSource(seed: seed)))
    }

    @Test(arguments: [
        [("states", "6")], [("states", "3"), ("order", "2")], [("states", "3"), ("order", "2"), ("emissions", "free")],
    ]) func hiddenStatesCountWhereTokensDoNot(settings: [(String, String)]) throws {
        let model = try fit(settings, TokenCorpus(vocabularySize: 2, training: triples))
        #expect(try model.probability(0, 0, 1, 0, 0, 1) > 0.9)
        #expect(try model.probability(0, 0, 1, 0, 0) > 0.9)
    }

    @Test func theNumberOfStatesIsChosenByTheLikelihoodOfValidationTunes() throws {
        let corpus = TokenCorpus(vocabularySize: 2, training: triples, validation: [[0, 0, 1, 0, 0, 1]])
        let model = try fit([("states", "[1, 6]")], corpus)
        #expect(model.decisions == ["states": 6])
        // A single state draws tokens independently.
        #expect(try fit([("states", "[1]")], corpus).logLikelihoods(ofEach: corpus.validation)[0] < -3)
        #expect(try model.logLikelihoods(ofEach: corpus.validation)[0] > -1)
    }

    @Test func aRecordedChoiceIsNotMadeAgain() throws {
        let context = FitContext(random: RandomSource(seed: 1), decisions: ["states": 2])
        let corpus = TokenCorpus(vocabularySize: 2, training: triples)
        let model = try toy("hmm", [("states", "[1, 2]")]).fit(corpus, context)
        #expect(model.decisions == ["states": 2])
    }

    @Test func choosingWithoutValidationTunesIsAnError() {
        #expect(throws: FitError("choosing the number of states needs validation tunes: set corpus.split.validation")) {
            try fit([("states", "[1, 2]")], TokenCorpus(vocabularySize: 2, training: triples))
        }
    }

    @Test func theModelDoesNotDependOnTheOrderOfThreads() throws {
        let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(40))
        let models = try (0..<3).map { _ in try fit([("states", "4"), ("order", "2")], corpus).saved() }
        let bytes = try models.map { try SafetensorsFile($0.tensors).encoded() }
        #expect(bytes[0] == bytes[1] && bytes[1] == bytes[2])
    }

    /// With a clock that alternates, one state at each position is enough for a sequence that alternates.
    @Test func positionsHaveTheirOwnStates() throws {
        let tunes: [[TokenID]] = (2...12).map { (0..<40 * $0).map { TokenID($0 % 2) } }
        let corpus = TokenCorpus(vocabularySize: 2, training: tunes, reading: Alternating())
        let model = try fit([("states", "1"), ("metric", "true")], corpus)
        #expect(try model.probability(0, 1, 0, 1) > 0.95)
        let loaded = try toy("hmm", [("metric", "true")]).load(model.saved(), reading: Alternating())
        #expect(try loaded.probability(0, 1, 0, 1) == model.probability(0, 1, 0, 1))
        #expect(throws: StorageError.self) { try toy("hmm").load(model.saved(), reading: nil) }
    }

    @Test func positionsNeedTokensWithAClock() throws {
        struct Plain: TokenReading {}
        let generator = try toy("hmm", [("metric", "true")])
        #expect(generator.objections(to: Plain()).map(\.setting) == ["metric"])
        #expect(generator.objections(to: Alternating()).isEmpty)
    }

    @Test(arguments: [
        [("states", "0")], [("states", "[]")], [("order", "3")], [("emissions", "free")],
        [("states", "65"), ("order", "2")], [("smoothing", "0")],
    ]) func settingsWithoutAMeaningAreRefused(settings: [(String, String)]) {
        #expect(throws: (any Error).self) { try toy("hmm", settings) }
    }
}

/// Tokens whose clock has two values in turn.
private struct Alternating: TokenReading {
    struct Clock: TokenClock {
        static let sizes = [2]
        var value = 0
        subscript(feature: Int) -> Int { value }
        mutating func advance(_ token: TokenID) { value = 1 - value }
        mutating func startBar() {}
    }

    var clock: (any TokenClock)? { Clock() }
}
