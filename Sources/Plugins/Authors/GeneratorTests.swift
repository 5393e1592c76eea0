import MuseProtocols

/// Tests of generators: tunes to learn from and the start of a tune in, the most probable next token out.
enum GeneratorTests: ComponentTests {
    private static let training = Setting<[[String]]>("training", "tunes, each a list of names of tokens")
    private static let prompt = Setting<[String]>("prompt", default: [], "names of the tune's tokens so far")
    private static let expect = Setting<String>("expect", default: nil, "name of the most probable next token")

    static var keys: [any AnySetting] { [training, prompt, expect, AuthorCase.cannot] }
    static var outcomeKeys: [String] { [expect.info.name, AuthorCase.cannot.info.name] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        GeneratorContract.findings(knowsMusic: !component.needs.isEmpty) {
            try registries.generators.makeWithDefaults(name)
        }
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        let tunes = try one.settings[training]
        var names: [String] = []
        var numbers: [String: TokenID] = [:]
        for name in tunes.joined() where numbers[name] == nil {
            numbers[name] = TokenID(names.count)
            names.append(name)
        }
        func number(_ name: String, _ setting: any AnySetting) throws -> TokenID {
            if let number = numbers[name] { return number }
            throw RecipeError(
                .unknown(
                    kind: "token in 'training'", name: name, nearest: nearestName(to: name, in: names), known: names),
                path: "\(one.settings.path).\(setting.info.name)", at: one.settings.node[setting.info.name]?.mark)
        }
        let start = try one.settings[prompt].map { try number($0, prompt) }
        if let name = try one.settings.optional(expect) { _ = try number(name, expect) }
        let generator = try one.make(registries.generators)
        let corpus = TokenCorpus(
            vocabularySize: names.count, training: tunes.map { $0.compactMap { numbers[$0] } })
        guard let model = try one.outcome({ try generator.fit(corpus, FitContext(random: RandomSource(seed: 1))) })
        else { return }
        let decoder = try model.decoder(for: DecodingRequest(rows: 1))
        var scores: [Float] = []
        try decoder.scores(into: &scores)
        for token in start {
            decoder.accept([token])
            try decoder.scores(into: &scores)
        }
        let best = scores.indices.max { scores[$0] < scores[$1] }.map { names[$0] } ?? ""
        let expected = try one.settings[expect]
        if best != expected { throw one.mismatch("'\(expected)'", "'\(best)'") }
    }

    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        var random = RandomSource(seed: 1)
        let tokenizer = component.needs.isEmpty ? nil : ContractTokenizer()
        let size = tokenizer?.vocabulary.count ?? TypicalCall.vocabularySize
        let tunes = (0..<24).map { _ in (0..<40).map { _ in TokenID(random.below(size)) } }
        let model = try registries.generators.makeWithDefaults(name).fit(
            TokenCorpus(vocabularySize: size, training: tunes, reading: tokenizer), FitContext(random: random))
        var request = DecodingRequest(rows: TypicalCall.rows)
        request.tunes = tokenizer?.tuneReader.map { reader in
            (0..<request.rows).map { _ in TuneContext(reader, plan: Plan(), random: random) }
        }
        let decoder = try model.decoder(for: request)
        var scores: [Float] = []
        return .step {
            try decoder.scores(into: &scores)
            decoder.accept((0..<TypicalCall.rows).map { _ in TokenID(random.below(size)) })
        }
    }
}
