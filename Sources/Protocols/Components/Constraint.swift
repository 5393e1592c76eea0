/// A demand that every generated tune satisfies.
public protocol Constraint: Sendable {
    /// Adds its demands to the plan.
    ///
    /// - Throws: `PlanError` where another constraint or condition contradicts it.
    func constrain(_ plan: inout Plan) throws
}
