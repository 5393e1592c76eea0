import MusePlatform
package import MuseProtocols
import MuseStorage

/// Contract tests for generators.
package enum GeneratorContract {
    /// Tests a generator.
    ///
    /// - Parameters:
    ///   - knowsMusic: whether the tokens stand for music, for generators that need to know it; otherwise they are
    ///     numbers.
    ///   - make: creates a new generator.
    package static func findings(knowsMusic: Bool = false, _ make: () throws -> any Generator) -> [Finding] {
        GeneratorTrial(tokenizer: knowsMusic ? ContractTokenizer() : nil).findings(make)
    }
}

/// The contract tests of one generator.
private struct GeneratorTrial {
    /// The tokenizer of the test tunes; nil for tunes of numbers.
    let tokenizer: ContractTokenizer?

    func findings(_ make: () throws -> any Generator) -> [Finding] {
        let made = Result { try fitted(make) }
        let capabilities = (try? make().capabilities) ?? []
        return promises(made, make)
            + optional.filter { capabilities.contains($0.capability) }.map { _, promise, test in
                (promise, Breach.found { try test(made.get(), make) })
            }
    }

    private func promises(
        _ made: Result<any Model, any Error>, _ make: () throws -> any Generator
    ) -> [Finding] {
        [
            ("returns probabilities that sum to 1", Breach.found { try sumToOne(made.get()) }),
            ("keeps tunes independent, and drops finished ones", Breach.found { try keepsTunesApart(made.get()) }),
            (
                "fits the same model the second time",
                Breach.found {
                    let (one, other) = (try made.get().saved(), try fitted(make).saved())
                    if one.tensors.map(\.bytes) != other.tensors.map(\.bytes) {
                        throw Breach(text: "fits a different model to the same tunes with the same seed")
                    }
                }
            ),
            (
                "returns the same scores after loading",
                Breach.found {
                    let model = try made.get()
                    let loaded = try make().load(model.saved(), reading: tokenizer)
                    for tune in tunes where try loaded.logProbabilities(of: tune) != model.logProbabilities(of: tune) {
                        throw Breach(text: "returns different scores")
                    }
                }
            ),
        ]
    }

    /// The promises of optional capabilities.
    private var optional:
        [(capability: Capability, promise: String, test: (any Model, () throws -> any Generator) throws -> Void)]
    {
        [
            (
                .guidance, "scores tunes unconditionally",
                { model, _ in try decodes(model, request(rows: 2) { $0.isUnconditional = true }) }
            ),
            (
                .latents, "decodes from latent points",
                { model, _ in
                    let points = [0, 1].map { [Float](repeating: $0, count: model.latentSize ?? 0) }
                    try decodes(model, request(rows: 2) { $0.latents = points })
                }
            ),
            (
                .latentSpace, "encodes tunes in its latent space",
                { model, _ in _ = try model.latentSpace?.posteriors(of: Array(tunes.prefix(3))) }
            ),
            (.fineTuning, "learns from rewards", learnsFromRewards),
        ]
    }

    private func request(rows: Int, _ edit: (inout DecodingRequest) -> Void = { _ in }) -> DecodingRequest {
        var request = DecodingRequest(rows: rows)
        request.tunes = tokenizer?.tuneReader.map { reader in
            (0..<rows).map { TuneContext(reader, plan: Plan(), random: RandomSource(seed: UInt64($0))) }
        }
        edit(&request)
        return request
    }

    private func decodes(_ model: any Model, _ request: DecodingRequest) throws {
        let decoder = try model.decoder(for: request)
        var scores: [Float] = []
        for token in tunes[0].prefix(3) {
            try decoder.scores(into: &scores)
            guard scores.count == request.rows * size else {
                throw Breach(text: "returns \(scores.count) scores for \(request.rows) rows of \(size)")
            }
            decoder.accept([TokenID](repeating: token, count: request.rows))
        }
    }

    /// Checks that the rewarded one of two tunes becomes likelier than the other.
    private func learnsFromRewards(_ model: any Model, _ make: () throws -> any Generator) throws {
        let (good, bad) = (tunes[0], tunes[1])
        let any = try TokenAutomaton(
            classes: [(1..<size).map { TokenID($0) }], edges: [[.init(tokens: 0, next: 0)]], finals: [0], end: 0,
            vocabularySize: size)
        let task = FineTuning(
            settings: .init(
                method: .reinforce, kl: 0, steps: 4, tunes: 2, epochs: 1, learningRate: 0.01, clip: 0.2,
                klLimit: .infinity),
            rewards: [.init(name: "good", weight: 1)], grammar: any, vocabularySize: size, maxTokens: 100,
            sample: { _, _, _ in [good, bad] }, satisfactions: { $0.map { [$0 == good ? 1 : 0] } })
        let tuned = try make().fineTune(
            model.saved(), reading: tokenizer, task, FitContext(random: RandomSource(seed: 1)))
        func lead(_ model: any Model) throws -> Double {
            let likelihoods = try model.logLikelihoods(ofEach: [good, bad])
            return likelihoods[0] - likelihoods[1]
        }
        let (before, after) = (try lead(model), try lead(tuned))
        if !(after > before) {
            throw Breach(text: "the rewarded tune gains \(after - before) nats on another, expected more than 0")
        }
    }

    private func fitted(_ make: () throws -> any Generator) throws -> any Model {
        try make().fit(
            TokenCorpus(
                vocabularySize: size, training: Array(tunes.dropLast(4)), validation: tunes.suffix(4),
                reading: tokenizer),
            FitContext(random: RandomSource(seed: 1)))
    }

    private func sumToOne(_ model: any Model) throws {
        let decoder = try model.decoder(for: request(rows: 1))
        var scores: [Float] = []
        for token in tunes[0] {
            try decoder.scores(into: &scores)
            guard scores.count == size else { throw Breach(text: "returns \(scores.count) scores for \(size) tokens") }
            let sum = scores.reduce(0) { $0 + exp(Double($1)) }
            if abs(sum - 1) > 1e-3 { throw Breach(text: "returns probabilities that sum to \(sum)") }
            decoder.accept([token])
        }
    }

    /// Checks that decoding three tunes together, one of which ends early, gives the same scores as decoding each
    /// alone.
    private func keepsTunesApart(_ model: any Model) throws {
        func scores(_ tunes: [[TokenID]]) throws -> [[Float]] {
            let decoder = try model.decoder(for: request(rows: tunes.count))
            var rows = Array(tunes.indices)
            var result = [[Float]](repeating: [], count: tunes.count)
            var scores: [Float] = []
            var step = 0
            while !rows.isEmpty {
                try decoder.scores(into: &scores)
                for (i, row) in rows.enumerated() { result[row] += scores[i * size..<(i + 1) * size] }
                decoder.accept(rows.map { tunes[$0][step] })
                step += 1
                let keep = rows.map { tunes[$0].count > step }
                decoder.retain(keep)
                rows.retain(keep)
            }
            return result
        }
        let some = [tunes[0], Array(tunes[1].prefix(4)), tunes[2]]
        let together = try scores(some)
        for (tune, batched) in zip(some, together) {
            let alone = try scores([tune])[0]
            // The order of floating-point sums may differ.
            if zip(alone, batched).contains(where: { abs($0 - $1) > 1e-3 && $0 != $1 }) {
                throw Breach(text: "returns different scores for a tune when it is decoded together with others")
            }
        }
    }
}

/// The number of tokens.
private let size = 10

/// Short tunes with a pattern. Each ends with token 0.
private let tunes: [[TokenID]] = (0..<24).map { tune in
    var random = RandomSource(seed: UInt64(tune))
    return (0..<8 + tune % 5).map { step in TokenID(1 + (tune + step + random.below(3)) % (size - 1)) } + [0]
}
