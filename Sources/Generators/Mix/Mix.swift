package import MuseProtocols
package import MuseStorage

/// Several generators that choose each token together.
///
/// Source: for the product, Hinton, "Training Products of Experts by Minimizing Contrastive Divergence", Neural
/// Computation 14(8), 2002, section 1, normalised for each token; for the mixture, Jelinek and Mercer, "Interpolated
/// estimation of Markov source parameters from sparse data", 1980.
package struct Mix: Generator {
    /// How the probabilities of the models are combined.
    package enum Method: String, SettingChoice, Sendable {
        /// Σ w p / Σ w: a token is likely if one of the models thinks so.
        case mixture
        /// ∏ p^w, normalised: a token is likely if all models think so.
        case product
    }

    static let method = Setting<Method>(
        "method", default: .product,
        "how probabilities are combined; product: a token is likely if all models agree; mixture: if one of them does")
    static let weight = Setting<TuneSchedule>(
        "weight", in: 0...100, default: 1,
        "influence of the model; in a product, the exponent of its probabilities")
    static let pretrained = Setting<String>(
        file: "pretrained", what: "the folder of a model", example: "../Models/folk-transformer",
        "pretrained model to use, relative to the recipe; without `training` it is used unchanged")
    static let models = Setting<Parts>(
        "models",
        kind: .components(
            of: "generator", examples: "{type: markov, weight: 0.7}, {type: hmm}",
            common: [weight.info, pretrained.info]),
        "the generators, at least two, each with its settings, its `weight` and optionally `pretrained`")

    package static let schema = Schema(
        "mix", "several models that choose each token together, as a weighted product or mixture",
        source: "Hinton 2002, section 1; Jelinek and Mercer 1980", structure: [models], [method],
        capabilities: [.continue, .conditions, .likelihood])

    private let method: Method
    private let parts: [Part]

    struct Part {
        let generator: any Generator
        let weight: TuneSchedule
        /// Whether it is fitted, and not only loaded.
        let isFitted: Bool
    }

    package init(_ settings: Settings, _ registry: Registry<any Generator>) throws {
        method = try settings[Self.method]
        let items = try settings[Self.models].items
        let path = "\(settings.path).\(Self.models.info.name)"
        guard items.count > 1 else { throw settings.conflict("a mix needs at least two models", about: Self.models) }
        var errors: [RecipeError] = []
        var parts: [Part] = []
        for (i, item) in items.enumerated() {
            do {
                parts.append(try Self.part(item, "\(path)[\(i)]", registry))
            } catch let error as RecipeErrors {
                errors += error.errors
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
        if let sum = parts.constantWeight, sum == 0 {
            throw settings.conflict("all models have weight 0", about: Self.models)
        }
        self.parts = parts
    }

    private static func part(_ node: Node, _ path: String, _ registry: Registry<any Generator>) throws -> Part {
        let common: [SettingInfo] = [weight.info, pretrained.info]
        let generator = try registry.make(node, path: path, common: Set(common.map(\.name)))
        if generator.isExact {
            throw RecipeErrors([
                RecipeError(
                    .conflict("a model in a mix cannot be sampled exactly: remove `exact`"), path: path, at: node.mark)
            ])
        }
        let values = Settings(
            Node(.map((node.entries ?? []).filter { $0.key == weight.info.name }), at: node.mark),
            valid: Schema(schema.name, settings: [weight.info]), path: path)
        let isTrained = node["training"].map { !$0.isNull } ?? false
        return Part(
            generator: generator, weight: try values[weight],
            isFitted: isTrained || node[pretrained.info.name]?.isNull ?? true)
    }

    package var capabilities: Set<Capability> {
        MixModel.capabilities(of: parts.map { ($0.generator.capabilities, $0.weight) })
    }

    package var longestSequence: Int? { parts.compactMap(\.generator.longestSequence).min() }

    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        parts.enumerated().flatMap { i, part in part.generator.objections(to: reading).map { own($0, ofPart: i) } }
    }

    package func objections(to plan: Plan) -> [SettingObjection] {
        parts.enumerated().flatMap { i, part in part.generator.objections(to: plan).map { own($0, ofPart: i) } }
    }

    /// An objection of a part as one of the mix.
    private func own(_ objection: SettingObjection, ofPart i: Int) -> SettingObjection {
        let place = "\(Self.models.info.name)[\(i)]"
        return SettingObjection(
            objection.setting.isEmpty ? place : "\(place).\(objection.setting)", objection.message,
            missing: objection.missing)
    }

    package var explanation: [String] { parts.flatMap(\.generator.explanation) }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let starts = try context.pretrained?.parts() ?? []
        let progress = MixCheckpoints(context.checkpoints, parts: parts.count)
        var models: [any Model] = []
        for (i, part) in parts.enumerated() {
            let start = starts.indices.contains(i) ? starts[i] : nil
            if !part.isFitted {
                guard let start else { throw FitError("model \(i + 1) of the mix has no pretrained weights") }
                models.append(try part.generator.load(start, reading: corpus.reading))
                continue
            }
            if let finished = progress.finished(i) {
                models.append(try part.generator.load(finished, reading: corpus.reading))
                continue
            }
            let share = Double(parts.count)
            var own = context
            own.random = context.random.stream("model", i)
            own.progress = { context.progress((Double(i) + $0) / share, "model \(i + 1): \($1)") }
            own.pretrained = start
            own.decisions = context.decisions.own(ofPart: i)
            own.checkpoints = progress.checkpoints(ofPart: i)
            let model = try part.generator.fit(corpus, own)
            try progress.finish(i, model.saved())
            models.append(model)
        }
        return MixModel(method, models, weights: parts.map(\.weight), vocabularySize: corpus.vocabularySize)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        let stored = try saved.parts()
        guard stored.count == parts.count else {
            throw StorageError("the model has \(stored.count) parts, the recipe \(parts.count)")
        }
        let models = try zip(parts, stored).enumerated().map { i, pair in
            guard let part = pair.1 else { throw StorageError("the model lacks part \(i)") }
            do {
                return try pair.0.generator.load(part, reading: reading)
            } catch let error as StorageError {
                throw StorageError("model \(i + 1) of the mix: \(error.reason)")
            }
        }
        return MixModel(
            method, models, weights: parts.map(\.weight),
            vocabularySize: try reading?.tuneReader?.vocabulary.count ?? MixModel.vocabularySize(of: saved))
    }
}
