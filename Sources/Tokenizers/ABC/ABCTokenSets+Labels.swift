import MuseProtocols

extension ABCTokenSets {
    /// The value that a plan requires for each of `labels`; nil for any.
    ///
    /// - Throws: `PlanError` for a value without a token.
    func requiredLabels(_ plan: Plan) throws -> [String?] {
        for kind in StyleToken.Kind.allCases where !labels.contains(where: { $0.kind == kind }) {
            guard let required = plan.styles[kind] else { continue }
            throw PlanError("the tokenizer's 'labels' list no \(kind.rawValue)", required)
        }
        return try labels.map { kind, tokens in
            guard let required = plan.styles[kind] else { return nil }
            let known = tokens.compactMap { id, name in name.map { StyleToken(kind, $0, id) } }
            if let named = known.named(required.value) { return named.name }
            let nearest = nearestName(to: required.value, in: known.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
            throw PlanError("no \(kind.rawValue) is called '\(required.value)'\(nearest)", required)
        }
    }
}
