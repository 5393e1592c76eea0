package import MuseProtocols
import MuseStorage

/// Contract tests for constraints.
package enum ConstraintContract {
    package static func findings(_ make: () throws -> any Constraint) -> [Finding] {
        [
            ("asks for what tunes can be held to", Breach.found { _ = try demanded(make) }),
            (
                "asks for the same the second time",
                Breach.found {
                    if try demanded(make) != demanded(make) { throw Breach(text: "asks for something else") }
                }
            ),
        ]
    }

    /// The plan after the constraint; nil if the constraint throws `PlanError`.
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
