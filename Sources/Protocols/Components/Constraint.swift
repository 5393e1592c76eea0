/// Something every generated tune has to satisfy.
public protocol Constraint: Sendable {
    /// Adds its demands to the plan.
    ///
    /// - Throws: `PlanError` where another constraint or condition has demanded otherwise.
    func constrain(_ plan: inout Plan) throws
}
