import MuseMusic
import MusePlugins
import MuseProtocols
import Testing

extension ProcessTests {
    /// Faults and limits of tokenizers in a process.
    @Suite struct TokenizerFaultTests {
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
            let plugin = try FaultyPlugin(.tokenizer, Self.soundTokenizer + change, more: demands)
            return try plugin.running { try body($0.tokenizers.makeWithDefaults("faulty")) }
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
                    "'faulty' has a token named 'a b'; names must not be empty or contain white space"
                ),
                (
                    "tokens = ['end', '']\nnotes = []",
                    "'faulty' has a token named ''; names must not be empty or contain white space"
                ),
                ("tokens = ['end', 'x', 'x']\nnotes = []", "'faulty' has two tokens with the same name"),
                ("notes = ['c']", "tokenizer/describe: KeyError: 'c'"),
            ])
        func aTokenizerOfNoTokensIsRefused(change: String, message: String) throws {
            let error = #expect(throws: PluginError.self) { try withTokenizer(change) { _ in } }
            #expect(error?.message == message)
        }

        @Test func whatATokenizerCannotHoldIsNoFault() throws {
            let error = #expect(throws: TokenizationError.self) {
                try withTokenizer("def encode(self, score): raise Cannot('has two voices')") { try $0.encode(Score()) }
            }
            #expect(error?.description == "has two voices")
        }

        @Test(
            arguments: [
                (
                    "def encode(self, score): return ['end']",
                    "'faulty' encoded a tune as [0, 0]; expected known tokens, with 'end' at the end"
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
            #expect(error?.message == "'faulty' returned an invalid score: parts[0]: expected an object, found 7")
        }

        @Test(
            arguments: [
                ("grammar.way(1, ['end'], 0)", "'faulty' returned an invalid grammar: class 1 contains token 0"),
                (
                    "grammar.way(0, ['b', 'a'], 0)",
                    "'faulty' returned an invalid grammar: token 1 is on two edges of state 0"
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
            #expect(error?.message == "the tokenizer 'faulty' does not support the demand 'range'")
        }

        @Test func aPlanThatNoTuneMeetsIsSaid() throws {
            let refused = #expect(throws: PlanError.self) {
                try withTokenizer("def grammar(self, plan): raise Cannot('no')") { _ = try $0.grammar(for: Plan()) }
            }
            #expect(refused?.message == "no")
            let empty = #expect(throws: PlanError.self) {
                try withTokenizer("def grammar(self, plan): return Grammar(0)") { _ = try $0.grammar(for: Plan()) }
            }
            #expect(empty?.message == "no tune of 'faulty' satisfies the constraints and conditions")
            var plan = Plan()
            plan.maxTokens = Plan.Demand(1, path: "generate.max_tokens", mark: nil)
            let short = #expect(throws: PlanError.self) { try withTokenizer { _ = try $0.grammar(for: plan) } }
            #expect(short?.message == "the shortest tune that satisfies the constraints has 2 tokens")
        }
    }
}
