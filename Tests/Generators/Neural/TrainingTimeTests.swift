import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// The choices made for a time budget.
@Suite struct TrainingTimeTests {
    private let corpus = TokenCorpus(vocabularySize: 10, training: toyTunes(40), validation: toyTunes(4, seed: 9))

    private func fit(_ settings: [(String, String)], decisions: [String: Int] = [:]) throws -> any Model {
        try toy("transformer", settings + [("context", "32"), ("training.batch_tokens", "64")]).fit(
            corpus, FitContext(random: RandomSource(seed: 1), decisions: decisions))
    }

    @Test func aBudgetPicksStepsAndSizesThatTheRecipeLeavesOpen() throws {
        let decisions = try fit([("training.budget", "1s")]).decisions
        #expect(Set(decisions.keys) == ["layers", "channels", "steps"])
        // A second is enough only for the smallest size.
        #expect(decisions["layers"] == 2 && decisions["channels"] == 128)
    }

    @Test func sizesThatAreGivenStay() throws {
        let decisions = try fit([("training.budget", "1s"), ("layers", "1"), ("channels", "16")]).decisions
        #expect(Set(decisions.keys) == ["steps"])
    }

    @Test func whatWasDecidedBeforeIsKeptTo() throws {
        let settings = [("training.budget", "1h"), ("channels", "16")]
        let model = try fit(settings, decisions: ["layers": 3, "steps": 4])
        #expect(model.decisions == ["layers": 3, "steps": 4])
        #expect(model.saved().tensors.contains { $0.name.hasPrefix("layers.2.") })
        #expect(!model.saved().tensors.contains { $0.name.hasPrefix("layers.3.") })
        // A stored model records its size.
        let loaded = try toy("transformer", settings + [("context", "32")]).load(model.saved(), reading: nil)
        #expect(try loaded.logProbabilities(of: toyTunes(1)[0]) == model.logProbabilities(of: toyTunes(1)[0]))
    }

    @Test func stepsDecideNothing() throws {
        let model = try fit([("training.steps", "2"), ("layers", "1"), ("channels", "16")])
        #expect(model.decisions.isEmpty)
        #expect(model.curve.points.map(\.step) == [2])
    }
}
