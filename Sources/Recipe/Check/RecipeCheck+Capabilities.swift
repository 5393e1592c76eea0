import MuseProtocols
import MuseStorage

extension RecipeCheck {
    /// Records a mistake if the model lacks a required capability, and names the generators that have it.
    mutating func require(
        _ capability: Capability, of generator: Made<any Generator>?, _ path: String, at mark: SourceMark
    ) {
        guard let generator, let schema = registries.generators[generator.type]?.schema else { return }
        guard !(weightsCapabilities ?? generator.product.capabilities).contains(capability) else { return }
        let requirement = schema.requirements[capability]
        let subject =
            weightsCapabilities == nil || requirement == nil
            ? "a model of '\(generator.type)'" : "the model in `pretrained`"
        var message = "\(subject) cannot \(capability.ability)"
        if let requirement {
            message +=
                weightsCapabilities == nil ? "; that needs \(requirement)" : ": it was fitted without \(requirement)"
        } else {
            message += Self.others(
                registries.generators.entries.filter { $0.schema.capabilities.contains(capability) }.map(\.schema.name))
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
            case .styleMix: "cannot state styles to mix"
            case .fill: "cannot leave bars open"
            default: "cannot \(capability.ability)"
            }
        let others = Self.others(
            registries.tokenizers.entries.filter { $0.schema.capabilities.contains(capability) }.map(\.schema.name))
        mistakes.note(.conflict("the tokenizer '\(tokenizer.type)' \(ability)\(others)"), path, at: mark)
        return false
    }

    /// `; 'lstm', 'gru' and 'vae' can`
    private static func others(_ names: [String]) -> String {
        let quoted = names.map { "'\($0)'" }
        guard let last = quoted.last else { return "" }
        let first = quoted.dropLast()
        return "; " + (first.isEmpty ? last : first.joined(separator: ", ") + " and " + last) + " can"
    }

    /// Conditions and guidance need a model that supports conditions.
    mutating func checkConditions(_ generate: GenerateSection, _ generator: Made<any Generator>?) {
        let node = generate.settings.node
        let condition = ConditionSection.section.name
        if let given = node[condition], !(given.entries ?? []).isEmpty {
            require(.conditions, of: generator, "generate.\(condition)", at: given.mark)
        }
        if generate.guidance != 1 {
            let key = GenerateSection.guidance.info.name
            require(.guidance, of: generator, "generate.\(key)", at: node[key]?.mark ?? node.mark)
        }
    }

    /// A stored model's capabilities: as recorded with its weights, otherwise derived from its stored settings.
    func capabilities(of record: ModelRecord, settings: Node) -> Set<Capability>? {
        if let recorded = record.model.capabilities { return recorded }
        let common = Set(GeneratorSection.section.settings.map(\.name))
        return try? registries.generators.make(settings, path: "generator", common: common).capabilities
    }

    /// Records the generator's settings that are incompatible with the tokenizer's kind of tokens.
    mutating func checkReading(of generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?) {
        guard let generator, let tokenizer else { return }
        for objection in generator.product.objections(to: tokenizer.product) {
            var node = generator.node
            for key in objection.setting.split(separator: ".") { node = node[String(key)] ?? node }
            let path = objection.setting.isEmpty ? generator.path : "\(generator.path).\(objection.setting)"
            mistakes.note(.conflict(objection.message), path, at: node.mark)
        }
    }
}
