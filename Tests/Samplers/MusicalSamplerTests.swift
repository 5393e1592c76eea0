import MuseMusic
import MusePlatform
import MuseProtocols
import MuseSamplers
import MuseTokenizers
import Testing

/// Samplers that know the music: token classes, schedules, repeated intervals, and biases of tokens by name.
@Suite struct MusicalSamplerTests {
    private let tokenizer: any Tokenizer

    init() throws { tokenizer = try Registry<any Tokenizer>.builtIn.make(node(["type": "abc"]), path: "tokenizer") }

    /// Only the probabilities within the class change: 0.3 and 0.1 become 0.09 and 0.01 of 0.1, times 0.4.
    @Test func aClassKeepsItsTotalProbability() throws {
        var cold = TokenClassSampler(try sampler(["type": "temperature", "value": "0.5"]), classes: [.note])
        let found = try adjusted(&cold, ["1": 0.3, "2": 0.1, "|": 0.4, "x2": 0.2])
        expectClose(found, ["1": 0.36, "2": 0.04, "|": 0.4, "x2": 0.2])
    }

    @Test func severalClassesShareTheirProbability() throws {
        var greedy = TokenClassSampler(try sampler(["type": "greedy"]), classes: [.note, .bar])
        expectClose(
            try adjusted(&greedy, ["1": 0.3, "2": 0.1, "|": 0.4, "x2": 0.2]),
            ["1": 0, "2": 0, "|": 0.8, "x2": 0.2])
    }

    @Test func stepsWithoutTokensOfTheClassStayUnchanged() throws {
        var greedy = TokenClassSampler(try sampler(["type": "greedy"]), classes: [.condition])
        expectClose(try adjusted(&greedy, ["1": 0.3, "|": 0.7]), ["1": 0.3, "|": 0.7])
    }

    /// Three bars: temperature 1 in the first, 1.5 in the second and 2 in the third.
    @Test func aLineRunsFromTheFirstToTheLastBar() throws {
        var hot = try sampler(["type": "temperature", "value": "{start: 1, end: 2}"])
        var plan = Plan()
        plan.bars = Plan.Demand(3...3, path: "", mark: nil)
        let bar = "1 2 3 4 |"
        for (music, temperature) in [("", 1), ("1 2", 1), (bar, 1.5), ("\(bar) 1", 1.5), ("\(bar) \(bar)", 2)] {
            let odds = pow(0.64 / 0.36, 1 / temperature)
            expectClose(
                try adjusted(&hot, ["1": 0.64, "2": 0.36], after: music, plan),
                ["1": odds / (1 + odds), "2": 1 / (1 + odds)])
        }
    }

    /// Without demands on bars, progress is the share of `max_tokens`: 5 header tokens and 6 of 12 are 11 of 22.
    @Test func aLineFollowsTheTokensOfATuneOfUnknownLength() throws {
        var hot = try sampler(["type": "temperature", "value": "{start: 1, end: 3}"])
        var plan = Plan()
        plan.maxTokens = Plan.Demand(23, path: "", mark: nil)
        expectClose(
            try adjusted(&hot, ["1": 0.64, "2": 0.36], after: "1 2 3 4 | 1", plan), ["1": 0.8 / 1.4, "2": 0.6 / 1.4])
    }

    /// The last value also holds for the third section.
    @Test func sectionsHaveValuesOfTheirOwn() throws {
        let bar = "1 2 3 4"
        for (music, isCold) in [(bar, false), ("\(bar) |", false), ("\(bar) ||", true), ("\(bar) || \(bar) ||", true)] {
            var hot = try sampler(["type": "temperature", "value": "{sections: [1, 0.5]}"])
            let cold = ["1": 0.64 / 0.68, "2": 0.04 / 0.68]
            expectClose(
                try adjusted(&hot, ["1": 0.8, "2": 0.2], after: music), isCold ? cold : ["1": 0.8, "2": 0.2])
        }
    }

    @Test func wholeNumbersAreRoundedOnTheWay() throws {
        var top = try sampler(["type": "top_k", "k": "{start: 3, end: 1}"])
        var plan = Plan()
        plan.bars = Plan.Demand(3...3, path: "", mark: nil)
        expectClose(
            try adjusted(&top, ["1": 0.5, "2": 0.3, "3": 0.2], after: "1 2 3 4 |", plan),
            ["1": 0.625, "2": 0.375, "3": 0])
    }

    /// In D major: D E G A B, intervals 2 3 2 2. The last 2 was followed by 3 before, and by 2: to the D above and to
    /// C#.
    @Test func dryFindsTransposedRepeats() throws {
        var dry = try sampler(["type": "dry", "allowed_length": "1", "multiplier": "0.6931471805599453"])
        expectClose(
            try adjusted(&dry, ["7": 0.2, "1'": 0.2, "6": 0.4, "|": 0.2], after: "1 2 4 5 | 6"),
            ["7": 0.125, "1'": 0.125, "6": 0.5, "|": 0.25])
        // An accidental makes the note another interval: Bb after A, and then C#, are 1 and 3.
        expectClose(
            try adjusted(&dry, ["7": 0.5, "1'": 0.5], after: "1 2 4 5 | -1 6"), ["7": 0.5, "1'": 0.5])
    }

    @Test func dryOverIntervalsNeedsPitches() throws {
        let dry = try sampler(["type": "dry"])
        #expect(dry.objections(to: tokenizer).isEmpty)
        #expect(dry.objections(to: Unpitched(base: tokenizer)).map(\.setting) == ["over"])
        #expect(try sampler(["type": "dry", "over": "tokens"]).objections(to: Unpitched(base: tokenizer)).isEmpty)
    }

    /// The odds of `|` rise by 2, those of `2` fall by 4.
    @Test func aBiasIsAddedToTokensByName() throws {
        var bias = try sampler(["type": "logit_bias", "bias": "{|: 0.6931471805599453, 2: -1.3862943611198906}"])
        expectClose(
            try adjusted(&bias, ["1": 0.25, "2": 0.5, "|": 0.25]),
            ["1": 0.25 / 0.875, "2": 0.125 / 0.875, "|": 0.5 / 0.875])
        #expect(bias.objections(to: tokenizer).isEmpty)
        let wrong = try sampler(["type": "logit_bias", "bias": "{<ende>: 1}"]).objections(to: tokenizer)
        #expect(wrong.map(\.setting) == ["bias.<ende>"])
        #expect(wrong.map(\.message) == ["no token of the tokenizer is called '<ende>'; did you mean '<end>'?"])
    }

    @Test(
        arguments: [
            ("{start: 1}", "sampler[0].value: 'end' is missing"),
            ("{start: 1, end: 0}", "sampler[0].value.end: expected a number from 0.01 to 100, found '0'"),
            ("{start: 1, and: 2}", "sampler[0].value.and: no key of a schedule is called 'and'; did you mean 'end'?"),
            ("{sections: []}", "sampler[0].value.sections: expected a value for each section, found an empty list"),
            ("{sections: [1, 0]}", "sampler[0].value.sections[1]: expected a number from 0.01 to 100, found '0'"),
        ])
    func wrongSchedulesAreRefused(value: String, message: String) {
        let error = #expect(throws: RecipeErrors.self) { try sampler(["type": "temperature", "value": value]) }
        #expect(error?.errors.map { "\($0.path): \($0.message)" } == [message])
    }

    @Test func aSettingThatCannotVaryTakesNoSchedule() {
        let error = #expect(throws: RecipeErrors.self) {
            try sampler(["type": "dry", "window": "{start: 8, end: 16}"])
        }
        #expect(
            error?.errors.map(\.message) == ["expected a whole number from 2 to 1000000, found a mapping"])
    }

    /// The probabilities of tokens by name, after a sampler and music with the header of a reel in D major.
    private func adjusted(
        _ sampler: inout some Sampler, _ before: [String: Double], after music: String = "", _ plan: Plan = Plan()
    ) throws -> [String: Double] {
        let header = "R:reel M:4/4 L:1/4 K:D mode:major "
        let tokens = try (header + music).split(separator: " ").map { try token(String($0)) }
        let reader = try #require(tokenizer.tuneReader)
        var scores = [Float](repeating: -.infinity, count: tokenizer.vocabulary.count)
        for (name, probability) in before { scores[Int(try token(name))] = Float(log(probability)) }
        let context = TuneContext(reader, plan: plan, random: RandomSource(seed: 1))
        try sampler.adjust(&scores, at: Step(tokens: tokens, tune: context))
        let total = scores.map { exp(Double($0)) }.reduce(0, +)
        return try before.reduce(into: [:]) { $0[$1.key] = exp(Double(scores[Int(try token($1.key))])) / total }
    }

    private func token(_ name: String) throws -> TokenID {
        try #require(tokenizer.vocabulary[name], "there is no token \(name)")
    }

    private func expectClose(
        _ found: [String: Double], _ expected: [String: Double], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isClose = expected.allSatisfy { abs((found[$0] ?? .nan) - $1) < 1e-6 }
        #expect(isClose, "\(found) is not \(expected)", sourceLocation: sourceLocation)
    }
}

/// A tokenizer that does not state pitches.
private struct Unpitched: Tokenizer {
    let base: any Tokenizer
    var vocabulary: Vocabulary { base.vocabulary }
    var endToken: TokenID { base.endToken }
    func encode(_ score: Score) throws -> Encoding { try base.encode(score) }
    func decode(_ tokens: [TokenID]) throws -> Score { try base.decode(tokens) }
    func grammar(for plan: Plan) throws -> any TokenGrammar { try base.grammar(for: plan) }
    func noteCount(_ tokens: [TokenID]) -> Int { base.noteCount(tokens) }
}
