import MuseImport
import MuseMusic
import MusePlugins
import MuseProtocols
import MuseSamplers
import MuseStorage
import MuseTokenizers
import Testing

extension ProcessTests {
    /// The messages between muse and plug-ins are those that `PluginProtocol` declares.
    @Suite struct ProtocolMessageTests {
        /// Checks all messages of a plug-in against the schema.
        ///
        /// - Returns: the methods of the requests.
        private func checkedMethods(of plugin: RecordedPlugin) throws -> Set<String> {
            let checker = SchemaChecker(schema: ProtocolSchema().json)
            var methods: Set<String> = []
            for exchange in try plugin.exchanges() {
                let message = try #require(PluginProtocol.messages.first { $0.method == exchange.method })
                let name = message.schemaName
                methods.insert(exchange.method)
                var mistakes = try checker.mistakes(in: exchange.request, as: "\(name).request")
                let response = try #require(exchange.response, "no response to \(exchange.method)")
                mistakes += try checker.mistakes(in: response, as: "response")
                mistakes += try checker.mistakes(in: response["result"] ?? .null, as: "\(name).result")
                for notification in exchange.notifications {
                    mistakes += try checker.mistakes(in: notification, as: "progress")
                }
                #expect(mistakes == [], "\(exchange)")
            }
            return methods
        }

        private static let templates: [(PluginManifest.Component.Kind, Set<String>)] = [
            (.tokenizer, ["tokenizer/describe", "tokenizer/encode", "tokenizer/decode", "tokenizer/grammar"]),
            (.generator, ["generator/fit", "generator/load", "generator/scores"]), (.sampler, ["sampler/adjust"]),
            (.constraint, ["constraint/constrain"]), (.rule, ["rule/measure"]), (.importer, ["importer/read"]),
            (.exporter, ["exporter/write"]),
        ]

        @Test(arguments: templates, [1, 2])
        func messagesToPluginsOfAllKindsAreValid(
            template: (kind: PluginManifest.Component.Kind, methods: Set<String>), version: Int
        ) throws {
            let plugin = try RecordedPlugin(template.kind, version: version)
            var builtIn = Registries.empty
            builtIn.constraints = .builtIn
            let contract = PluginContract(try plugin.manifest(), beside: builtIn) { _ in }
            #expect(contract.isKept, "\(contract.results)")
            // In version 2, steps are in shared memory where the processor keeps the order of writes.
            let steps: Set = ["sampler/adjust", "generator/scores"]
            let expected = template.methods.union(["initialize", "create"])
            let methods = try checkedMethods(of: plugin)
            #expect(methods.union(version == 1 ? [] : steps.intersection(expected)) == expected)
        }

        @Test func stepsThatDoNotFitIntoSharedMemoryAreValid() throws {
            let plugin = try RecordedPlugin(.sampler, keys: "settings: []", "def adjust(self, scores, tune): pass")
            var scores = [Float](repeating: -1, count: 300_000)
            try plugin.running { registries in
                var sampler = try registries.samplers.makeWithDefaults("mine")
                try sampler.adjust(&scores, at: Step(tokens: [7]))
            }
            #expect(try checkedMethods(of: plugin) == ["initialize", "create", "sampler/adjust"])
            #expect(scores.allSatisfy { $0 == -1 })
        }

        @Test func vocabularyAndPlanAreValid() throws {
            let plugin = try RecordedPlugin(
                .sampler, keys: "needs: [vocabulary, plan, clock, notes, random]",
                "def adjust(self, scores, tune): pass")
            let tokenizer = try Registry<any Tokenizer>.builtIn.makeWithDefaults("abc")
            var plan = Plan()
            plan.meter = Plan.Demand(Meter(6, 8), path: "", mark: nil)
            plan.key = Plan.Demand(Key(PitchClass(step: 1), .major), path: "", mark: nil)
            plan.bars = Plan.Demand(8...16, path: "", mark: nil)
            plan.range = Plan.Demand(62...83, path: "", mark: nil)
            plan.isDiatonic = Plan.Demand(true, path: "", mark: nil)
            plan.sections = Plan.Demand(
                [Plan.Section(bars: 8, repeats: .endings, phrases: Array("abac"))], path: "", mark: nil)
            plan.maxTokens = Plan.Demand(400, path: "", mark: nil)
            plan.styles = [.rhythm: Plan.Demand("jig", path: "", mark: nil)]
            let tune = TuneContext(try #require(tokenizer.tuneReader), plan: plan, random: RandomSource(seed: 1))
            try plugin.running { registries in
                var sampler = try registries.samplers.makeWithDefaults("mine")
                var scores = [Float](repeating: -1, count: tokenizer.vocabulary.count)
                try sampler.adjust(&scores, at: Step(tokens: [], tune: tune))
            }
            #expect(try checkedMethods(of: plugin).contains("context"))
        }

        @Test func corpusAndCandidatesAreValid() throws {
            let plugin = try RecordedPlugin(
                .rule, keys: "unit: tunes, needs: [corpus, candidates]",
                """
                def compare(self, corpus): self.count = len(corpus)
                def measure(self, score): return self.count, 1
                """)
            let score = try Self.decoratedScore()
            let measured = try plugin.running { registries in
                try registries.rules.makeWithDefaults("mine").comparing(to: [score, score])
                    .measure(together: [score, Score(), score])
            }
            #expect(measured.map(\.value) == [2, 2, 2])
            #expect(try checkedMethods(of: plugin).isSuperset(of: ["rule/compare", "rule/measure_together"]))
        }

        @Test func measuresAndSeveralFilesAreValid() throws {
            let plugin = try RecordedPlugin(
                .exporter, keys: "endings: [txt], needs: [measures]",
                #"def write(self, scores, provenance): return "text", {"-1.bin": b"\x00\xff", "-2.txt": str(self.measures)}"#
            )
            let score = try Self.decoratedScore()
            let files = try plugin.running { registries in
                try registries.exporters.makeWithDefaults("mine").files([score], provenance: nil)
            }
            #expect(files.map(\.suffix) == [nil, "-1.bin", "-2.txt"])
            #expect(files[1].bytes == [0, 255])
            #expect(try checkedMethods(of: plugin).contains("exporter/write"))
        }

        @Test func fineTuningAndLatentSpaceAreValid() throws {
            let plugin = try RecordedPlugin(
                .generator, keys: "capabilities: [continue, likelihood, fine_tuning, latents, latent_space]",
                """
                def fit(self, vocabulary, training, validation, seed, progress):
                    progress(0.5)
                    return b"m"
                def load(self, vocabulary, model): self.size, self.model, self.latent_size = vocabulary, model, 2
                def scores(self, tunes): return [[-1.0986123] * self.size for _ in tunes]
                def learn(self, episodes, rate): self.model += b"l"
                def saved(self): return self.model
                def encode(self, tunes): return [([0, 1], [1, 2]) for _ in tunes]
                """)
            try plugin.running { registries in
                let generator = try registries.generators.makeWithDefaults("mine")
                let corpus = TokenCorpus(vocabularySize: 3, training: [[1, 2, 0], [1, 0]])
                let context = FitContext(random: RandomSource(seed: 1))
                let model = try generator.fit(corpus, context)
                #expect(try model.latentSpace?.posteriors(of: [[1, 0]]).first?.deviation == [1, 2])
                let task = FineTuning(
                    settings: .init(
                        method: .reinforce, kl: 0.1, steps: 1, tunes: 2, epochs: 1, learningRate: 0.5, clip: 0.2,
                        klLimit: 10),
                    rewards: [.init(name: "any", weight: 1)], grammar: AnyToken(), vocabularySize: 3, maxTokens: 4,
                    sample: { _, _, _ in [[1, 2, 0], [2, 0]] }, satisfactions: { $0.map { [$0[0] == 1 ? 1 : 0] } })
                let tuned = try generator.fineTune(model.saved(), reading: nil, task, context)
                #expect(tuned.saved().tensors.map(\.bytes) == [Array("ml".utf8)])
            }
            let methods = try checkedMethods(of: plugin)
            #expect(methods.isSuperset(of: ["generator/learn", "generator/save", "generator/encode"]))
            #expect(try plugin.exchanges().contains { !$0.notifications.isEmpty })
        }

        @Test func refusalsAreValid() throws {
            let plugin = try RecordedPlugin(
                .importer, keys: "endings: [txt]", #"def read(self, data, name): raise Cannot("is empty")"#)
            let imported = try plugin.running { registries in
                try registries.importers.makeWithDefaults("mine").read([], name: "a.txt")
            }
            #expect(imported.diagnostics.map(\.message) == ["is empty"])
            #expect(try checkedMethods(of: plugin).contains("importer/read"))
        }

        /// A tune with much of what notation has.
        private static func decoratedScore() throws -> Score {
            let text = """
                X: 1
                T: A tune
                C: A composer
                R: jig
                O: Ireland
                B: A book
                S: A player
                M: 6/8
                L: 1/8
                Q: 3/8=110
                K: Ador
                P: AB
                |: "Am"{B}A2 (B .c)~d e- | [M: 9/8] e (3abc z3 "^up" Tg2 x |1 A6- A3 :|2 A9 :| [K: D] [FA]9 |]
                w: la la la
                W: One verse

                """
            let imported = try Registry<any Importer>.builtIn.makeWithDefaults("abc").read(
                Array(text.utf8), name: "a.abc")
            return try #require(imported.tunes.first?.score)
        }
    }
}

/// A grammar that allows any token and never ends.
private struct AnyToken: TokenGrammar, GrammarState {
    var isEnded: Bool { false }
    func start() -> any GrammarState { self }
    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for token in mask.indices { mask[token] = true }
    }
    func advance(_ token: TokenID) {}
}
