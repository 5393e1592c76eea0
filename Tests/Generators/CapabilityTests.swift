import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// Generators and their models have exactly the capabilities that they declare.
@Suite struct CapabilityTests {
    static let names = GeneratorContractTests.names

    /// A generator with all capabilities that settings can enable.
    private func trainedForAll(_ name: String) throws -> any Generator {
        let schema = try toySchema(name)
        var settings: [(String, String)] = []
        if schema.requirements[.guidance] != nil { settings.append(("training.condition_dropout", "0.5")) }
        if schema.requirements[.fill] != nil { settings.append(("training.infilling", "0.5")) }
        return try smallToy(name, settings)
    }

    private func model(_ name: String, _ generator: any Generator) throws -> any Model {
        try generator.fit(ToyCase(name).corpus, FitContext(random: RandomSource(seed: 1)))
    }

    @Test(arguments: names) func schemasListWhatSettingsCanGive(name: String) throws {
        let schema = try toySchema(name)
        // A model whose states are chords harmonises instead of generating.
        #expect(try trainedForAll(name).capabilities == schema.capabilities.subtracting([.harmonize]))
        if schema.capabilities.contains(.harmonize) {
            #expect(try toy(name, [("chords", "true")]).capabilities == [.harmonize])
        }
        #expect(try smallToy(name).capabilities == schema.capabilities.subtracting(schema.requirements.keys))
    }

    @Test(arguments: names) func modelsHaveTheCapabilitiesOfTheirGenerator(name: String) throws {
        for generator in [try smallToy(name), try trainedForAll(name)] {
            let model = try model(name, generator)
            #expect(model.capabilities == generator.capabilities)
            #expect((model.latentSpace != nil) == model.capabilities.contains(.latentSpace))
            #expect((model.latentSize != nil) == model.capabilities.contains(.latents))
            let recorded = model.savedWithCapabilities().capabilities
            #expect(recorded == model.capabilities)
        }
    }

    /// Requests for each capability that decoding can need, and for combinations.
    private func requests(_ model: any Model) -> [DecodingRequest] {
        var mix = StyleMix()
        mix.replace(1, with: [(1, 1), (2, 1)])
        let latents = [[Float]](repeating: [Float](repeating: 0.5, count: model.latentSize ?? 1), count: 2)
        let template = FillTemplate(tokens: [1, 3, 4, 3, 2, 9], gaps: [1..<3], grammar: Any9(), fillings: Any9())
        return [
            DecodingRequest(rows: 2), DecodingRequest(rows: 2, style: mix),
            DecodingRequest(rows: 2, isUnconditional: true), DecodingRequest(rows: 2, latents: latents),
            DecodingRequest(rows: 2, fill: template),
            DecodingRequest(rows: 2, style: mix, isUnconditional: true, latents: latents),
            DecodingRequest(rows: 2, style: mix, isUnconditional: true, fill: template),
        ]
    }

    @Test(arguments: names) func decodersDoWhatIsDeclaredAndRefuseTheRest(name: String) throws {
        for generator in [try smallToy(name), try trainedForAll(name)] {
            let model = try model(name, generator)
            let size = ToyCase(name).corpus.vocabularySize
            for request in requests(model) {
                let missing = request.needs.subtracting(model.capabilities)
                if !missing.isEmpty {
                    #expect(throws: CapabilityError(missing: missing.sorted())) { try model.decoder(for: request) }
                    continue
                }
                let decoder = try model.decoder(for: request)
                var scores: [Float] = []
                for token in [1, 2, 3] as [TokenID] {
                    try decoder.scores(into: &scores)
                    for row in 0..<2 {
                        let sum = scores[row * size..<(row + 1) * size].reduce(0) { $0 + exponential(Double($1)) }
                        #expect(abs(sum - 1) < 1e-5, "\(request.needs)")
                    }
                    decoder.accept([token, token])
                }
            }
        }
    }

    @Test(arguments: names) func fineTuningWorksWhereItIsDeclared(name: String) throws {
        let generator = try smallToy(name)
        let toy = ToyCase(name)
        let base = try model(name, generator).saved()
        let task = FineTuning(
            settings: .init(
                method: .reinforce, kl: 0.1, steps: 1, tunes: 2, epochs: 1, learningRate: 1e-3, clip: 0.2, klLimit: 10),
            rewards: [.init(name: "any", weight: 1)], grammar: Any9(), vocabularySize: toy.corpus.vocabularySize,
            maxTokens: 40, sample: { _, count, _ in Array(toy.unseen.prefix(count)) },
            satisfactions: { $0.map { [$0[0] == 0 ? 1 : 0] } })
        func tune() throws -> any Model {
            try generator.fineTune(
                base, reading: toy.corpus.reading, task, FitContext(random: RandomSource(seed: 1)))
        }
        if generator.capabilities.contains(.fineTuning) {
            #expect(try tune().tuning.points.count == 1)
        } else {
            #expect(throws: CapabilityError(missing: [.fineTuning])) { try tune() }
        }
    }

    @Test func capabilitiesHaveAnOrder() {
        let other = Capability(rawValue: "zebra")
        #expect([other, .likelihood, .continue, .guidance].sorted() == [.continue, .guidance, .likelihood, other])
        #expect(Set(Capability.all.map(\.rawValue)).count == Capability.all.count)
    }
}

/// A grammar that allows any token and never ends.
private struct Any9: TokenGrammar, GrammarState {
    var isEnded: Bool { false }
    func start() -> any GrammarState { self }
    func allowed(_ mask: inout [Bool], tokensLeft: Int) { for i in mask.indices { mask[i] = true } }
    mutating func advance(_ token: TokenID) {}
}
