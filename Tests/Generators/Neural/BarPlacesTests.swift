import MuseGenerators
import MuseProtocols
import Testing

/// Tokens 0 to 8 and 9 as the end; the clock shows how many tokens ago a 0 was.
private struct CountingReading: TokenReading {
    var clock: (any TokenClock)? { Counting() }

    struct Counting: TokenClock {
        static let sizes = [8, 2]
        private var count = 0
        subscript(hand: Int) -> Int { hand == 0 ? min(count, 7) : count % 2 }
        mutating func advance(_ token: TokenID) { count = token == 0 ? 0 : count + 1 }
        mutating func startBar() { count = 0 }
    }
}

/// A Transformer that looks at a clock.
@Suite struct BarPlacesTests {
    private let settings = [
        ("layers", "2"), ("channels", "16"), ("heads", "4"), ("context", "32"), ("bar_places", "true"),
        ("training.steps", "12"), ("training.batch_tokens", "128"), ("training.learning_rate", "3e-2"),
    ]

    private func model() throws -> any Model {
        try toy("transformer", settings).fit(
            TokenCorpus(vocabularySize: 10, training: toyTunes(20), reading: CountingReading()),
            FitContext(random: RandomSource(seed: 1)))
    }

    @Test func itsDecoderSeesTheSameClockAsItsTraining() throws {
        let model = try model()
        let tunes = toyTunes(3, seed: 8)
        let decoder = model.decoder(rows: 3)
        let expected = tunes.map { model.logProbabilities(of: $0) }
        var rows = Array(tunes.indices)
        var scores: [Float] = []
        for step in 0..<20 {
            decoder.scores(into: &scores)
            for (r, tune) in rows.enumerated() {
                let found = Double(scores[r * 10 + Int(tunes[tune][step])])
                #expect(abs(found - expected[tune][step]) < 0.05, "tune \(tune) step \(step)")
            }
            decoder.accept(rows.map { tunes[$0][step] })
            if step == 7 {
                decoder.retain(rows.map { $0 != 0 })
                rows.removeFirst()
            }
        }
    }

    @Test func theClockMakesADifference() throws {
        let model = try model()
        let saved = model.saved()
        let blind = SavedModel(
            description: saved.description,
            tensors: saved.tensors.map { tensor in
                tensor.name.hasPrefix("clock.")
                    ? StoredTensor(
                        name: tensor.name, shape: tensor.shape,
                        floats: [Float](repeating: 0, count: tensor.shape.reduce(1, *)))
                    : tensor
            })
        let other = try toy("transformer", settings).load(blind, reading: CountingReading())
        #expect(other.logProbabilities(of: toyTunes(1)[0]) != model.logProbabilities(of: toyTunes(1)[0]))
    }

    @Test func tokensWithoutAClockAreAnObjection() throws {
        struct Plain: TokenReading {}
        let generator = try toy("transformer", settings)
        #expect(generator.objection(to: Plain()) == "`bar_places`: these tokens tell their places themselves")
        #expect(generator.objection(to: CountingReading()) == nil)
        #expect(try toy("transformer").objection(to: Plain()) == nil)
    }
}
