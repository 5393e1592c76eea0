package import MuseProtocols
import MuseStorage

/// Contract tests for constraints.
package enum ConstraintContract {
    package static func findings(_ make: () throws -> any Constraint) -> [Finding] {
        [
            ("returns valid constraints", Breach.found { _ = try demanded(make) }),
            (
                "returns equal constraints the second time",
                Breach.found {
                    if try demanded(make) != demanded(make) { throw Breach(text: "returns different constraints") }
                }
            ),
        ]
    }

    /// The demands of the constraint; nil if it throws `PlanError`.
    private static func demanded(_ make: () throws -> any Constraint) throws -> JSON? {
        var plan = Plan()
        do {
            try make().constrain(&plan)
        } catch is PlanError {
            return nil
        }
        return plan.json
    }
}
