import MuseProtocols

extension RecipeCheck {
    /// Combines conditions, constraints and a style mix into one plan.
    mutating func plan(
        _ generate: GenerateSection, _ constraints: [Made<any Constraint>], _ style: StyleSection?
    ) throws -> Plan {
        var plan = Plan()
        plan.maxTokens = Plan.Demand(
            generate.maxTokens, path: GenerateSection.section.path(of: GenerateSection.maxTokens),
            mark: generate.maxTokensMark)
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
        if let limit = plan.maxOrder, !hasCorpus {
            mistakes.note(
                .conflict("needs a `corpus`, whose passages tunes may not copy"), limit.path,
                at: limit.mark ?? root.mark)
        }
        for kind in StyleToken.Kind.allCases {
            guard let heaviest = style?.heaviest[kind] else { continue }
            if let requested = plan.styles[kind], !kind.isSame(requested.value, heaviest.value) {
                mistakes.note(
                    .conflict(
                        "the heaviest style of this mix is '\(heaviest.value)', but \(requested.path) is "
                            + "'\(requested.value)'"),
                    heaviest.path, at: heaviest.mark)
            }
            plan.styles[kind] = heaviest
        }
        return plan
    }

    /// The tokenizer's grammar for the plan; nil if the tokenizer rejects the plan.
    mutating func grammar(_ tokenizer: Made<any Tokenizer>?, _ plan: Plan) throws -> (any TokenGrammar)? {
        guard let tokenizer else { return nil }
        do {
            var grammar = try tokenizer.product.grammar(for: plan)
            for automaton in plan.automata {
                do {
                    grammar = try IntersectionGrammar(
                        grammar, automaton.value, tokenizer.product.vocabulary, end: tokenizer.product.endToken)
                } catch let error as PlanError {
                    throw PlanError(error.message, automaton)
                }
            }
            return grammar
        } catch let error as PlanError {
            note(error, path: "tokenizer", mark: tokenizer.node.mark)
            return nil
        }
    }

    mutating func note(_ error: PlanError, path: String, mark: SourceMark) {
        mistakes.note(.conflict(error.message), error.path.isEmpty ? path : error.path, at: error.mark ?? mark)
    }
}
