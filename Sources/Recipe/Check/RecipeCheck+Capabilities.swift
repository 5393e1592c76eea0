import MuseProtocols
import MuseStorage

extension RecipeCheck {
    /// What models of the generator can do: those stored in `pretrained`, or those of its settings.
    func capabilities(of generator: Made<any Generator>?) -> Set<Capability> {
        generator.map { weightsCapabilities ?? $0.product.capabilities } ?? []
    }

    /// Records a mistake if the model lacks a required capability, and names the generators that have it.
    mutating func require(
        _ capability: Capability, of generator: Made<any Generator>?, _ path: String, at mark: SourceMark
    ) {
        guard let generator, let schema = registries.generators[generator.type]?.schema else { return }
        guard !capabilities(of: generator).contains(capability) else { return }
        let requirement = schema.requirements[capability]
        let subject =
            weightsCapabilities == nil || requirement == nil
            ? "a model of '\(generator.type)'" : "the model in `pretrained`"
        var message = "\(subject) cannot \(capability.ability)"
        if let requirement {
            message +=
                weightsCapabilities == nil ? "; this needs \(requirement)" : ": it was fitted without \(requirement)"
        } else {
            message += Self.others(registries.generators.entries, with: capability)
        }
        mistakes.note(.conflict(message), path, at: mark)
    }

    /// Records a mistake if the tokenizer lacks a required capability, and names the tokenizers that have it.
    ///
    /// - Returns: whether the tokenizer has the capability.
    mutating func require(
        _ capability: Capability, of tokenizer: Made<any Tokenizer>, _ path: String, at mark: SourceMark
    ) -> Bool {
        if tokenizer.product.capabilities.contains(capability) { return true }
        let ability: String =
            switch capability {
            case .styleMix: "has no control tokens to mix"
            case .fill: "cannot represent open bars"
            default: "cannot \(capability.ability)"
            }
        let others = Self.others(registries.tokenizers.entries, with: capability)
        mistakes.note(.conflict("the tokenizer '\(tokenizer.type)' \(ability)\(others)"), path, at: mark)
        return false
    }

    /// The end of a message that names the components with a capability: `; use 'lstm', 'gru' or 'vae'`.
    private static func others<Product>(_ entries: [Registry<Product>.Entry], with capability: Capability) -> String {
        let quoted = entries.filter { $0.schema.capabilities.contains(capability) }.map { "'\($0.schema.name)'" }
        guard let last = quoted.last else { return "" }
        let first = quoted.dropLast()
        return "; use " + (first.isEmpty ? last : first.joined(separator: ", ") + " or " + last)
    }

    /// Records a mistake if the recipe sets conditions or guidance that the model does not support.
    mutating func checkConditions(_ generate: GenerateSection, _ generator: Made<any Generator>?) {
        let node = generate.settings.node
        let condition = ConditionSection.section.name
        if let values = node[condition], !(values.entries ?? []).isEmpty {
            require(.conditions, of: generator, GenerateSection.section.path(of: condition), at: values.mark)
        }
        if generate.guidance != 1 {
            let key = GenerateSection.guidance.info.name
            require(.guidance, of: generator, GenerateSection.section.path(of: key), at: node[key]?.mark ?? node.mark)
        }
    }

    /// The capabilities of a stored model: those recorded with its weights, otherwise derived from its stored settings.
    func capabilities(of record: ModelRecord, settings: Node) -> Set<Capability>? {
        if let recorded = record.model.capabilities { return recorded }
        let common = Set(GeneratorSection.section.settings.map(\.name))
        return try? registries.generators.make(settings, path: "generator", common: common).capabilities
    }

    /// Records the generator's settings that are incompatible with the tokenizer's kind of tokens.
    mutating func checkReading(of generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?) {
        guard let generator, let tokenizer else { return }
        note(generator.product.objections(to: tokenizer.product), of: generator)
    }

    /// Records the generator's settings that are incompatible with the demands on all tunes.
    mutating func checkDemands(on generator: Made<any Generator>?, _ plan: Plan) {
        guard let generator else { return }
        note(generator.product.objections(to: plan), of: generator)
    }

    private mutating func note(_ objections: [SettingObjection], of generator: Made<any Generator>) {
        for objection in objections {
            var node = generator.node
            for key in objection.setting.split(separator: ".") { node = node[String(key)] ?? node }
            let path = objection.setting.isEmpty ? generator.path : "\(generator.path).\(objection.setting)"
            let names = objection.missing.map { Self.others(registries.tokenizers.entries, with: $0) } ?? ""
            mistakes.note(.conflict(objection.message + names), path, at: node.mark)
        }
    }
}
