import MuseProtocols
import MuseStorage

/// Tests of constraints: what a recipe already demands in, what it demands with the constraint out.
enum ConstraintTests: ComponentTests {
    private static let given = "given"
    private static let expect = "expect"

    static var keys: [any AnySetting] { [AuthorCase.cannot] }
    static var componentKeys: Set<String> { [given, expect] }
    static var outcomeKeys: [String] { [expect, AuthorCase.cannot.info.name] }

    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding] {
        ConstraintContract.findings { try registries.constraints.makeWithDefaults(name) }
    }

    static func check(_ one: AuthorCase, _ registries: Registries) throws {
        let constraint = try one.make(registries.constraints)
        let before = try plan(one, Plan(), given, registries)
        let found = try one.outcome { () -> Plan in
            var plan = before
            try constraint.constrain(&plan)
            return plan
        }
        guard let found, case .object(let has) = found.json,
            case .object(let needs) = try plan(one, before, expect, registries).json
        else { return }
        for key in Set(has.keys).union(needs.keys).sorted() where has[key] != needs[key] {
            func text(_ json: JSON?) -> String { json.map { ShortJSON($0).text } ?? "nothing" }
            throw one.mismatch(text(needs[key]), text(has[key]), of: "demand '\(key)'")
        }
    }

    /// A plan with the demands of built-in constraints that a case lists.
    private static func plan(
        _ one: AuthorCase, _ plan: Plan, _ key: String, _ registries: Registries
    ) throws -> Plan {
        var plan = plan
        for (i, node) in (one.settings.node[key]?.listed ?? []).enumerated() {
            let path = "\(one.settings.path).\(key)[\(i)]"
            let constraint = try registries.constraints.make(node, path: path)
            do {
                try constraint.constrain(&plan)
            } catch let error as PlanError {
                throw RecipeError(.conflict(error.message), path: path, at: node.mark)
            }
        }
        return plan
    }

    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall? {
        let constraint = try registries.constraints.makeWithDefaults(name)
        return TypicalCall("constraining a plan", 1, "a run does it once") {
            var plan = Plan()
            do { try constraint.constrain(&plan) } catch is PlanError {}
        }
    }
}
