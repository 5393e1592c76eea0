import MuseProtocols

/// Tests of tokenizers: a tune in, the names of its tokens out, and back.
enum TokenizerTests: ComponentTests {
    private static let tune = Setting<String>("tune", "a tune in ABC")
    private static let expect = Setting<[String]>("expect", default: nil, "its tokens, without the end token")
    private static let decoded = Setting<String>("decoded", default: nil, "the tune of these tokens in ABC")

    static var keys: [any AnySetting] { [tune, expect, decoded, AuthorCase.cannot] }
    static var outcomeKeys: [String] { [expect.info.name, AuthorCase.cannot.info.name] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        TokenizerContract.findings { try registries.tokenizers.makeWithDefaults(name) }
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        let tokenizer = try one.make(registries.tokenizers)
        let score = try one.tune(tune, registries)
        guard let tokens = try one.outcome({ try tokenizer.encode(score).tokens }) else {
            return try one.settings.refuse(decoded, unless: "'expect'")
        }
        try one.compare(one.settings[expect], tokens.dropLast().map { tokenizer.vocabulary[$0] }) { "token \($0)" }
        if try one.settings.optional(decoded) != nil {
            try one.compare([one.tune(decoded, registries)], [tokenizer.decode(tokens)], registries)
        }
    }

    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        let tokenizer = try registries.tokenizers.makeWithDefaults(name)
        let score = ContractScores.whole.first { (try? tokenizer.encode($0)) != nil }
        return score.map { score in .tune("encoding") { _ = try tokenizer.encode(score) } }
    }
}
