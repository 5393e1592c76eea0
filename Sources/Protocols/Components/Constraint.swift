/// A constraint that every generated tune satisfies.
public protocol Constraint: Sendable {
    /// Adds its demands to the plan.
    ///
    /// - Throws: `PlanError` if it contradicts another constraint or a condition.
    func constrain(_ plan: inout Plan) throws
}
