import MuseProtocols

extension RecipeCheck {
    /// The section `generate`.
    struct Amounts {
        var count: Int
        var bestOf: Int
        var maxTokens: Int
        var maxTokensMark: SourceMark
        var guidance: Double
        var condition: Settings
        /// The section as it is written.
        var node: Node
    }

    /// How much is to be made, and the section's node in full.
    ///
    /// - Parameter longest: the most tokens that the generator can decode; nil for any number.
    mutating func amounts(longest: Int?) throws -> (Amounts, Node) {
        let settings = try section(GenerateLanguage.section, in: root, at: "generate")
        let condition = try section(GenerateLanguage.condition, in: settings.node, at: "generate.condition")
        let amounts = Amounts(
            count: try value(GenerateLanguage.count, settings) ?? 1,
            bestOf: try value(GenerateLanguage.bestOf, settings) ?? 1,
            maxTokens: try maxTokens(settings, longest: longest),
            maxTokensMark: settings.node["max_tokens"]?.mark ?? settings.node.mark,
            guidance: try value(GenerateLanguage.guidance, settings) ?? 1, condition: condition, node: settings.node)
        // The generator's limit is part of what was chosen: without it the lock would ask for more than there is.
        let entries = try Resolving.entries(of: GenerateLanguage.section.schema, from: settings.node)
        var resolved = entries.map { entry in
            guard entry.key == GenerateLanguage.maxTokens.info.name else { return entry }
            let value = Node(.scalar("\(amounts.maxTokens)", isPlain: true), at: entry.value.mark)
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: value)
        }
        let conditions = try Resolving.entries(of: GenerateLanguage.condition.schema, from: condition.node)
        if !conditions.isEmpty { resolved.append(entry("condition", conditions, condition.node)) }
        let tasks = [
            GenerateLanguage.interpolate, GenerateLanguage.vary, GenerateLanguage.arithmetic,
            GenerateLanguage.attribute,
        ]
        for section in tasks {
            let name = section.schema.name
            guard let given = settings.node[name], !given.isNull, given.entries != nil else { continue }
            let entries = try Resolving.entries(of: section.schema, from: given)
            if !entries.isEmpty { resolved.append(entry(name, entries, given)) }
        }
        let style = settings.node[GenerateLanguage.style]
        if let style, let weights = style.entries {
            resolved.append(entry(GenerateLanguage.style, weights.map(Resolving.number), style))
        }
        return (amounts, Node(.map(resolved), at: settings.node.mark))
    }

    /// What is asked for; without that, the generator's limit holds too.
    private mutating func maxTokens(_ settings: Settings, longest: Int?) throws -> Int {
        let asked = try value(GenerateLanguage.maxTokens, settings) ?? 1
        guard let longest, asked > longest else { return asked }
        if let given = settings.node["max_tokens"] {
            let message = "this generator sees at most \(longest) tokens (its `context`)"
            mistakes.note(.conflict(message), "generate.max_tokens", at: given.mark)
        }
        return longest
    }

    /// What conditions, constraints and a mix of styles ask for together.
    mutating func plan(_ amounts: Amounts, _ constraints: [Made<any Constraint>], _ style: Style?) throws -> Plan {
        var plan = Plan()
        plan.maxTokens = Plan.Demand(amounts.maxTokens, path: "generate.max_tokens", mark: amounts.maxTokensMark)
        plan.meter = try demand(GenerateLanguage.meter, amounts.condition)
        plan.key = try demand(GenerateLanguage.key, amounts.condition)
        plan.rhythm = try demand(GenerateLanguage.rhythm, amounts.condition).map {
            Plan.Demand($0.value.name, path: $0.path, mark: $0.mark)
        }
        plan.styles[.origin] = try demand(GenerateLanguage.origin, amounts.condition)
        plan.styles[.composer] = try demand(GenerateLanguage.composer, amounts.condition)
        plan.styles[.book] = try demand(GenerateLanguage.book, amounts.condition)
        for constraint in constraints {
            do {
                var next = plan
                try constraint.product.constrain(&next)
                plan = next
            } catch let error as PlanError {
                note(error, path: constraint.path, mark: constraint.node.mark)
            }
        }
        for kind in StyleToken.Kind.allCases {
            guard let said = style?.said[kind] else { continue }
            if let asked = plan.styles[kind], !kind.isSame(asked.value, said.value) {
                mistakes.note(
                    .conflict(
                        "tunes of this mix say '\(said.value)', the heaviest, and \(asked.path) '\(asked.value)'"),
                    said.path, at: said.mark)
            }
            plan.styles[kind] = said
        }
        return plan
    }

    /// The tokenizer's grammar for the plan; nil where it refuses.
    mutating func grammar(_ tokenizer: Made<any Tokenizer>?, _ plan: Plan) throws -> (any TokenGrammar)? {
        guard let tokenizer else { return nil }
        do {
            return try tokenizer.product.grammar(for: plan)
        } catch let error as PlanError {
            note(error, path: "tokenizer", mark: tokenizer.node.mark)
            return nil
        }
    }

    private mutating func demand<Value>(
        _ setting: Setting<Value>, _ settings: Settings
    ) throws -> Plan.Demand<Value>? {
        let key = setting.info.name
        return try value(setting, settings).map {
            Plan.Demand($0, path: "generate.condition.\(key)", mark: settings.node[key]?.mark)
        }
    }

    mutating func note(_ error: PlanError, path: String, mark: SourceMark) {
        mistakes.note(.conflict(error.message), error.path.isEmpty ? path : error.path, at: error.mark ?? mark)
    }
}
