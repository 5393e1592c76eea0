import MuseProtocols

extension RecipeCheck {
    /// Combines conditions, constraints and a style mix to one plan.
    mutating func plan(
        _ generate: GenerateSection, _ constraints: [Made<any Constraint>], _ style: StyleSection?
    ) throws -> Plan {
        var plan = Plan()
        plan.maxTokens = Plan.Demand(generate.maxTokens, path: "generate.max_tokens", mark: generate.maxTokensMark)
        plan.meter = generate.condition.meter
        plan.key = generate.condition.key
        plan.styles = generate.condition.styles
        plan.rhythm = generate.condition.rhythm
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

    /// The tokenizer's grammar for the plan; nil if the tokenizer rejects the plan.
    mutating func grammar(_ tokenizer: Made<any Tokenizer>?, _ plan: Plan) throws -> (any TokenGrammar)? {
        guard let tokenizer else { return nil }
        do {
            return try tokenizer.product.grammar(for: plan)
        } catch let error as PlanError {
            note(error, path: "tokenizer", mark: tokenizer.node.mark)
            return nil
        }
    }

    mutating func note(_ error: PlanError, path: String, mark: SourceMark) {
        mistakes.note(.conflict(error.message), error.path.isEmpty ? path : error.path, at: error.mark ?? mark)
    }
}
