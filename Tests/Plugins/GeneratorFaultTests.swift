import Foundation
import MusePlugins
import MuseProtocols
import MuseStorage
import Testing

extension ProcessTests {
    /// Faults and limits of generators in a process.
    @Suite struct GeneratorFaultTests {
        private static let soundGenerator = """
            def fit(self, vocabulary, training, validation, seed, progress):
                progress(0.5, "half")
                return b"m"
            def load(self, vocabulary, model): self.size, self.model = vocabulary, model
            def scores(self, tunes): return [[-math.log(self.size)] * self.size for _ in tunes]

            """

        private func withGenerator<Result>(
            _ change: String = "", timeout: Double = 20, _ body: (any Generator) throws -> Result
        ) throws -> Result {
            let plugin = try FaultyPlugin(.generator, Self.soundGenerator + change, timeout: timeout)
            return try plugin.running { try body($0.generators.makeWithDefaults("faulty")) }
        }

        private static let corpus = TokenCorpus(vocabularySize: 3, training: [[1, 2, 0], [1, 0]])

        @Test func aGeneratorLearnsTellsHowFarItIsAndIsStored() throws {
            try withGenerator { generator in
                let words = Monitor<[String]>([])
                let context = FitContext(
                    random: RandomSource(seed: 1),
                    progress: { share, text in words.change { $0.append("\(share) \(text)") } })
                let model = try generator.fit(Self.corpus, context)
                #expect(words.read { $0 } == ["0.5 half"])
                let third = -log(3.0)
                for log in try model.logProbabilities(of: [1, 2, 0]) { #expect(abs(log - third) < 1e-6) }
                #expect(try model.logProbabilities(ofEach: [[], [1]]).map(\.count) == [0, 1])
                let saved = model.saved()
                #expect(saved.tensors.map(\.bytes) == [Array("m".utf8)])
                _ = try generator.load(saved, reading: nil)
                #expect(throws: StorageError.self) {
                    try generator.load(SavedModel(description: [:], tensors: []), reading: nil)
                }
            }
        }

        /// A generator may keep state with each tune.
        @Test func tunesOfTwoDecodersAreKeptApart() throws {
            let counting = """
                def scores(self, tunes):
                    for tune in tunes: tune.state = (tune.state or 0) + 1
                    return [[-tune.state, 0, 0] for tune in tunes]
                """
            try withGenerator(counting) { generator in
                let model = try generator.fit(Self.corpus, FitContext(random: RandomSource(seed: 1)))
                let (one, other) = try (
                    model.decoder(for: DecodingRequest(rows: 2)), model.decoder(for: DecodingRequest(rows: 1))
                )
                var scores: [Float] = []
                func first(_ decoder: any TokenDecoder) throws -> [Float] {
                    try decoder.scores(into: &scores)
                    decoder.accept([TokenID](repeating: 1, count: decoder.rowCount))
                    return stride(from: 0, to: scores.count, by: 3).map { scores[$0] }
                }
                #expect(try first(one) == [-1, -1])
                #expect(try first(one) == [-2, -2])
                #expect(try first(other) == [-1])
                one.retain([false, true])
                #expect(try first(one) == [-3])
                #expect(try first(model.decoder(for: DecodingRequest(rows: 1))) == [-1])
            }
        }

        /// Scores that do not fit into shared memory are sent in messages.
        @Test func moreScoresThanSharedMemoryHoldsArrive() throws {
            let change = "def scores(self, tunes): return [[-1.5] * self.size for _ in tunes]"
            try withGenerator(change) { generator in
                let corpus = TokenCorpus(vocabularySize: 300_000, training: [[1, 0]])
                let model = try generator.fit(corpus, FitContext(random: RandomSource(seed: 1)))
                #expect(try model.logProbabilities(of: [299_999, 0]) == [-1.5, -1.5])
            }
        }

        @Test func whoCannotLearnSaysWhy() throws {
            let error = #expect(throws: FitError.self) {
                try withGenerator("def fit(self, *all): raise Cannot('too few tunes')") {
                    try $0.fit(Self.corpus, FitContext(random: RandomSource(seed: 1)))
                }
            }
            #expect(error?.description == "too few tunes")
        }

        @Test(
            arguments: [
                ("def fit(self, *all): return b''", "'faulty' returned no model from 'generator/fit'"),
                ("def fit(self, *all): os._exit(4)", "exited with code 4 instead of answering 'generator/fit'"),
                (
                    "def load(self, *all): raise ValueError('x')",
                    "generator/load: faulty.py:10: ValueError: x, in 'def load(self, *all): raise ValueError('x')'"
                ),
                ("def scores(self, tunes): return [[0.0] * 2 for _ in tunes]", "generator/scores: ValueError: "),
                (
                    "def scores(self, tunes): return [[math.nan, 0, 0] for _ in tunes]",
                    "'faulty' returned scores for token 1 of a tune that are not log-probabilities"
                ),
                (
                    "def scores(self, tunes): return [[-math.inf] * 3 for _ in tunes]",
                    "'faulty' returned scores for token 1 of a tune that are not log-probabilities"
                ),
            ])
        func aFaultOfAGeneratorIsSaid(change: String, message: String) throws {
            let error = #expect(throws: PluginError.self) {
                try withGenerator(change) {
                    let model = try $0.fit(Self.corpus, FitContext(random: RandomSource(seed: 1)))
                    _ = try model.logProbabilities(of: [1, 0])
                }
            }
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        }

        /// Each progress message restarts the timeout.
        @Test func whoIsSilentForTooLongIsEnded() throws {
            let slow =
                "def fit(self, a, b, c, d, progress):\n  for i in range(STEPS):\n    time.sleep(0.3)\n    TELL\n  return b'm'"
            func fit(_ tell: String, _ steps: Int) throws {
                let change = slow.replacingOccurrences(of: "TELL", with: tell)
                    .replacingOccurrences(of: "STEPS", with: "\(steps)")
                try withGenerator(change, timeout: 3) {
                    _ = try $0.fit(Self.corpus, FitContext(random: RandomSource(seed: 1)))
                }
            }
            try fit("progress(i / 12)", 12)
            let error = #expect(throws: PluginError.self) { try fit("pass", 60) }
            #expect(error?.message == "did not answer 'generator/fit' within 3 seconds")
        }

        @Test func learningCanBeCancelled() throws {
            #expect(throws: CancellationError.self) {
                try withGenerator("def fit(self, *all): time.sleep(600)", timeout: 500) {
                    try $0.fit(Self.corpus, FitContext(random: RandomSource(seed: 1), isCancelled: { true }))
                }
            }
        }
    }
}
