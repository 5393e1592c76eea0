import MuseProtocols

/// Tests of samplers: scores in, scores out.
enum SamplerTests: ComponentTests {
    private static let tokens = Setting<[Int]>("tokens", default: [], "numbers of the tune's tokens so far")
    private static let scores = Setting<[LogScore]>("scores", "scores before, one for each token of the vocabulary")
    private static let expect = Setting<[LogScore]>("expect", default: nil, "scores after")

    static var keys: [any AnySetting] { [tokens, scores, expect] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        do {
            return SamplerContract.findings(tokenizer: try tokenizer(component, registries)) {
                try registries.samplers.makeWithDefaults(name)
            }
        } catch {
            return [("can be tested with the tokenizer 'abc'", "\(error)")]
        }
    }

    /// The tokenizer of the test tunes, for samplers that need to know the music; nil for others.
    private static func tokenizer(
        _ component: PluginManifest.Component, _ registries: Registries
    ) throws -> (any Tokenizer)? {
        component.needs.isEmpty ? nil : try registries.tokenizers.makeWithDefaults("abc")
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        var sampler = try one.make(registries.samplers)
        var found = try one.settings[scores].map(\.value)
        let expected = try one.settings[expect].map(\.value)
        let tokens = try one.settings[tokens]
        if expected.count != found.count { throw one.mismatch("\(found.count) scores, as before", "\(expected.count)") }
        if let token = tokens.first(where: { !found.indices.contains($0) }) {
            throw one.settings.conflict("token \(token) has no score", about: Self.tokens)
        }
        try sampler.adjust(&found, at: Step(tokens: tokens.map { TokenID($0) }))
        for (i, (expected, found)) in zip(expected, found).enumerated() {
            try one.compare(Double(expected), Double(found), "score of token \(i)", at: i)
        }
    }

    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        let sampler = try registries.samplers.makeWithDefaults(name)
        let batch = sampler.batch(rows: TypicalCall.rows)
        var single = [any Sampler](repeating: sampler, count: TypicalCall.rows)
        var random = RandomSource(seed: 1)
        let tokenizer = try tokenizer(component, registries)
        let size = tokenizer?.vocabulary.count ?? TypicalCall.vocabularySize
        let tune = tokenizer?.tuneReader.map { TuneContext($0, plan: Plan(), random: random) }
        // Half of the tokens are excluded, as by a grammar.
        let before = (0..<size).map { $0 % 2 == 0 ? Float(-10 * random.uniform()) : -.infinity }
        var tokens: [TokenID] = []
        return .step {
            var scores = [[Float]](repeating: before, count: TypicalCall.rows)
            let step = Step(tokens: tokens, tune: tune)
            if let batch {
                try batch.adjust(&scores, at: [Step](repeating: step, count: TypicalCall.rows))
            } else {
                for row in single.indices { try single[row].adjust(&scores[row], at: step) }
            }
            tokens.append(TokenID(2 * random.below(size / 2)))
        }
    }
}

/// A natural-log score; `-.inf` excludes a token.
struct LogScore: SettingValue {
    let value: Float

    static var kind: SettingKind { .notation("a score", example: "-1.5 or -.inf") }

    init?(node: Node) {
        if let number = Double(node: node) {
            value = Float(number)
        } else if let text = node.text?.lowercased(), ["-.inf", "-inf"].contains(text) {
            value = -.infinity
        } else {
            return nil
        }
    }

    var settingText: String { value == -.infinity ? "-.inf" : Double(value).settingText }
}
