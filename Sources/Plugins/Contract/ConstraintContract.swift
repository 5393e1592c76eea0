package import MuseProtocols
import MuseStorage

/// What every constraint has to keep.
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

    /// nil where it says why it cannot be met.
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
