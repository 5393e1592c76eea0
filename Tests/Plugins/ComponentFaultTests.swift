import Foundation
import MusePlugins
import MuseProtocols
import MuseSamplers
import Testing

extension ProcessTests {
    /// Tokenizers, generators, constraints and importers in a process: what they do wrong, and what they cannot do.
    @Suite struct ComponentFaultTests {
        /// A plug-in with one component whose class has this body.
        private func plugin(
            _ kind: PluginManifest.Component.Kind, _ body: String, more: String = "", timeout: Double = 20
        ) throws -> (PluginFolder, Plugins) {
            let files = try #require(Template.files("faulty", .rule, in: .python))
            let folder = try PluginFolder([
                "plugin.yaml": """
                muse_plugin: 1
                id: faulty
                version: 1
                command: [python3, faulty.py]
                timeout: \(timeout)
                components: [{kind: \(kind.rawValue), type: faulty, summary: does what it should not\(more)}]

                """,
                "muse_plugin.py": String(
                    decoding: try #require(files.first { $0.name == "muse_plugin.py" }).bytes, as: UTF8.self),
                "faulty.py": """
                import math, os, time
                from muse_plugin import *
                class Faulty(\(kind.rawValue.capitalized)):
                    type = "faulty"
                \(body.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
                serve(Faulty)

                """,
            ])
            return (folder, try Plugins([folder.manifest()]))
        }

        private func registries(_ plugins: Plugins) throws -> Registries {
            var own = Registries.empty
            own.constraints = .builtIn
            return try plugins.added(to: own)
        }

        private static let soundTokenizer = """
            tokens = ["end", "a", "b"]
            notes = ["a"]
            def encode(self, score): return ["a"]
            def decode(self, names): return {"parts": []}
            def grammar(self, plan):
                grammar = Grammar(0)
                grammar.way(0, ["a"], 1)
                grammar.final(1)
                return grammar

            """

        private func withTokenizer<Result>(
            _ change: String = "", demands: String = "", _ body: (any Tokenizer) throws -> Result
        ) throws -> Result {
            let (folder, plugins) = try plugin(.tokenizer, Self.soundTokenizer + change, more: demands)
            defer { withExtendedLifetime(folder) { plugins.stop() } }
            return try body(registries(plugins).tokenizers.makeWithDefaults("faulty"))
        }

        @Test func aTokenizerIsAskedForItsTokensOnce() throws {
            try withTokenizer { tokenizer in
                #expect(tokenizer.vocabulary.names == ["end", "a", "b"] && tokenizer.endToken == 0)
                #expect(try tokenizer.encode(Score()).tokens == [1, 0])
                #expect(tokenizer.noteCount([1, 1, 2, 0]) == 2)
                let grammar = try tokenizer.grammar(for: Plan())
                #expect(grammar.accepts([1, 0], vocabularySize: 3) && !grammar.accepts([2, 0], vocabularySize: 3))
            }
        }

        @Test(
            arguments: [
                (
                    "tokens = ['end', 'a b']\nnotes = []",
                    "'faulty' calls a token 'a b'; names are not empty and hold no space"
                ),
                (
                    "tokens = ['end', '']\nnotes = []",
                    "'faulty' calls a token ''; names are not empty and hold no space"
                ),
                ("tokens = ['end', 'x', 'x']\nnotes = []", "'faulty' has two tokens of one name"),
                ("notes = ['c']", "tokenizer/describe: KeyError: 'c'"),
            ])
        func aTokenizerOfNoTokensIsRefused(change: String, message: String) throws {
            let error = #expect(throws: PluginError.self) { try withTokenizer(change) { _ in } }
            #expect(error?.message == message)
        }

        @Test func whatATokenizerCannotHoldIsNoFault() throws {
            let error = #expect(throws: EncodingError.self) {
                try withTokenizer("def encode(self, score): raise Cannot('has two voices')") { try $0.encode(Score()) }
            }
            #expect(error?.description == "has two voices")
        }

        @Test(
            arguments: [
                (
                    "def encode(self, score): return ['end']",
                    "'faulty' encodes a tune as [0, 0], which are not all tokens"
                ),
                ("def encode(self, score): return ['c']", "tokenizer/encode: KeyError: 'c'"),
            ])
        func anEncodingOfOtherTokensIsRefused(change: String, message: String) throws {
            let error = #expect(throws: PluginError.self) { try withTokenizer(change) { try $0.encode(Score()) } }
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        }

        @Test func aDecodingMustBeAScore() throws {
            let error = #expect(throws: PluginError.self) {
                try withTokenizer("def decode(self, names): return {'parts': [7]}") { try $0.decode([1, 0]) }
            }
            #expect(
                error?.message == "'faulty' decodes tokens as what is no score: parts[0]: expected an object, found 7")
        }

        @Test(
            arguments: [
                ("grammar.way(1, ['end'], 0)", "'faulty' has a grammar that is none: class 1 has token 0"),
                (
                    "grammar.way(0, ['b', 'a'], 0)",
                    "'faulty' has a grammar that is none: token 1 leads from state 0 by two"
                ),
            ])
        func aGrammarMustBeAnAutomaton(change: String, message: String) throws {
            let grammar = """
                def grammar(self, plan):
                    grammar = Grammar(0)
                    grammar.way(0, ["a"], 1)
                    \(change)
                    grammar.final(1)
                    return grammar
                """
            let error = #expect(throws: PluginError.self) { try withTokenizer(grammar) { try $0.grammar(for: Plan()) } }
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        }

        @Test func demandsThatItDoesNotKnowAreRefusedWhereTheyStand() throws {
            var plan = Plan()
            plan.bars = Plan.Demand(8...8, path: "constraints[0]", mark: nil)
            try withTokenizer(demands: ", demands: [bars]") { _ = try $0.grammar(for: plan) }
            plan.range = Plan.Demand(60...72, path: "constraints[1]", mark: nil)
            let error = #expect(throws: PlanError.self) {
                try withTokenizer(demands: ", demands: [bars]") { _ = try $0.grammar(for: plan) }
            }
            #expect(error?.path == "constraints[1]")
            #expect(error?.message == "the tokens of 'faulty' cannot be held to 'range'")
        }

        @Test func aPlanThatNoTuneMeetsIsSaid() throws {
            let refused = #expect(throws: PlanError.self) {
                try withTokenizer("def grammar(self, plan): raise Cannot('no')") { _ = try $0.grammar(for: Plan()) }
            }
            #expect(refused?.message == "no")
            let empty = #expect(throws: PlanError.self) {
                try withTokenizer("def grammar(self, plan): return Grammar(0)") { _ = try $0.grammar(for: Plan()) }
            }
            #expect(empty?.message == "no tune of 'faulty' is as asked for")
            var plan = Plan()
            plan.maxTokens = Plan.Demand(1, path: "generate.max_tokens", mark: nil)
            let short = #expect(throws: PlanError.self) { try withTokenizer { _ = try $0.grammar(for: plan) } }
            #expect(short?.message == "a tune as asked for takes 2 tokens at least")
        }

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
            let (folder, plugins) = try plugin(.generator, Self.soundGenerator + change, timeout: timeout)
            defer { withExtendedLifetime(folder) { plugins.stop() } }
            return try body(registries(plugins).generators.makeWithDefaults("faulty"))
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

        /// A generator may keep something with each tune.
        @Test func tunesOfTwoDecodersAreKeptApart() throws {
            let counting = """
                def scores(self, tunes):
                    for tune in tunes: tune.state = (tune.state or 0) + 1
                    return [[-tune.state, 0, 0] for tune in tunes]
                """
            try withGenerator(counting) { generator in
                let model = try generator.fit(Self.corpus, FitContext(random: RandomSource(seed: 1)))
                let (one, other) = (model.decoder(rows: 2), model.decoder(rows: 1))
                var scores: [Float] = []
                func first(_ decoder: any Decoder) throws -> [Float] {
                    try decoder.scores(into: &scores)
                    decoder.accept([TokenID](repeating: 1, count: decoder.rowCount))
                    return stride(from: 0, to: scores.count, by: 3).map { scores[$0] }
                }
                #expect(try first(one) == [-1, -1])
                #expect(try first(one) == [-2, -2])
                #expect(try first(other) == [-1])
                one.retain([false, true])
                #expect(try first(one) == [-3])
                #expect(try first(model.decoder(rows: 1)) == [-1])
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
                ("def fit(self, *all): return b''", "'faulty' answers 'generator/fit' without a model in base64"),
                ("def fit(self, *all): os._exit(4)", "ended with exit code 4 instead of answering 'generator/fit'"),
                ("def load(self, *all): raise ValueError('x')", "generator/load: ValueError: x"),
                ("def scores(self, tunes): return [[0.0] * 2 for _ in tunes]", "generator/scores: ValueError: "),
                (
                    "def scores(self, tunes): return [[math.nan, 0, 0] for _ in tunes]",
                    "'faulty' scores token 1 of a tune with what are no logarithms of probabilities"
                ),
                (
                    "def scores(self, tunes): return [[-math.inf] * 3 for _ in tunes]",
                    "'faulty' scores token 1 of a tune with what are no logarithms of probabilities"
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

        /// Each word of how far it is starts its time anew.
        @Test func whoIsSilentForTooLongIsEnded() throws {
            let slow =
                "def fit(self, a, b, c, d, progress):\n  for i in range(STEPS):\n    time.sleep(0.3)\n    TELL\n  return b'm'"
            func fit(_ tell: String, _ steps: Int) throws {
                let change = slow.replacingOccurrences(of: "TELL", with: tell)
                    .replacingOccurrences(of: "STEPS", with: "\(steps)")
                try withGenerator(change, timeout: 1) {
                    _ = try $0.fit(Self.corpus, FitContext(random: RandomSource(seed: 1)))
                }
            }
            try fit("progress(i / 6)", 6)
            let error = #expect(throws: PluginError.self) { try fit("pass", 60) }
            #expect(error?.message == "has not answered 'generator/fit' within 1 seconds")
        }

        @Test func learningCanBeCancelled() throws {
            #expect(throws: CancellationError.self) {
                try withGenerator("def fit(self, *all): time.sleep(600)", timeout: 500) {
                    try $0.fit(Self.corpus, FitContext(random: RandomSource(seed: 1), isCancelled: { true }))
                }
            }
        }

        private func constrained(_ body: String, _ plan: Plan = Plan()) throws -> Plan {
            let (folder, plugins) = try plugin(.constraint, "def constrain(self, plan): \(body)")
            defer { withExtendedLifetime(folder) { plugins.stop() } }
            var plan = plan
            try registries(plugins).constraints.makeWithDefaults("faulty").constrain(&plan)
            return plan
        }

        @Test func aConstraintAsksForMusesOwn() throws {
            let plan = try constrained(
                "return [{'type': 'bars', 'min': 8}, {'type': 'range', 'low': 'D4', 'high': 79}]")
            #expect(plan.bars?.value == 8...1024 && plan.range?.value == 62...79)
            var earlier = Plan()
            earlier.bars = Plan.Demand(4...4, path: "x", mark: nil)
            let told = try constrained("return [{'type': 'bars', 'count': plan['bars'][0]}]", earlier)
            #expect(told.bars?.value == 4...4)
            #expect(throws: PlanError.self) { try constrained("return [{'type': 'bars', 'count': 9}]", earlier) }
        }

        @Test func aConstraintThatCannotBeMetSaysWhy() throws {
            let error = #expect(throws: PlanError.self) { try constrained("raise Cannot('the moon is full')") }
            #expect(error?.message == "the moon is full")
        }

        @Test(
            arguments: [
                ("return [{'type': 'bras', 'min': 8}]", "no constraint is called 'bras'; did you mean 'bars'?"),
                ("return [{'type': 'bars', 'min': 0}]", "expected a whole number from 1 to 1024, found '0'"),
                ("return [{'min': 8}]", "'type' is missing"),
            ])
        func whatIsNoConstraintIsRefused(body: String, message: String) throws {
            let error = #expect(throws: PluginError.self) { try constrained(body) }
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        }

        private func imported(_ body: String) throws -> Imported {
            let (folder, plugins) = try plugin(
                .importer, "def read(self, data, name): \(body)", more: ", endings: [x]")
            defer { withExtendedLifetime(folder) { plugins.stop() } }
            return try registries(plugins).importers.makeWithDefaults("faulty").read([1, 255], name: "some.x")
        }

        @Test func anImporterReadsBytesAndSaysWhatItLeftOut() throws {
            let imported = try imported("return [({'header': {'titles': [str(list(data))]}, 'parts': []}, ['a note'])]")
            let tune = try #require(imported.tunes.first)
            #expect(tune.score.header.title == "[1, 255]")
            #expect(tune.diagnostics.map(\.description) == ["some.x:1:1: warning: a note"])
        }

        @Test func whatAnImporterCannotReadIsAnErrorOfTheFile() throws {
            let imported = try imported("raise Cannot('is no x')")
            #expect(imported.tunes.isEmpty && imported.diagnostics.map(\.description) == ["some.x:1:1: error: is no x"])
            let error = #expect(throws: PluginError.self) { try self.imported("return [{'notes': []}]") }
            #expect(error?.message == "'faulty' reads tune 1 of 'some.x' as what is no score: 'parts' is missing")
        }
    }
}
