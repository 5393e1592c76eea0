/// How tokens put music on a grid of steps that all have the same cells: the pitches, and what else a step may hold.
public protocol StepGrid: Sendable {
    /// Cells of a step.
    var cells: Int { get }
    /// Whether each step has exactly one filled cell, as one voice has, or any number of them.
    var isExclusive: Bool { get }
    /// What is filled in a step of silence.
    var silence: [Int] { get }
    /// Set to the start of a tune.
    var cursor: any StepCursor { get }

    /// What a whole tune's tokens fill.
    func layout(of tokens: [TokenID]) -> StepLayout
}

/// A tune on a grid, or some bars of one.
public struct StepLayout: Sendable, Hashable {
    /// What stands before the first step: meter, key.
    public var conditions: [TokenID]
    public var stepsPerBar: Int
    /// Of each step its filled cells, rising.
    public var steps: [[Int]]

    public init(conditions: [TokenID], stepsPerBar: Int, steps: [[Int]]) {
        self.conditions = conditions
        self.stepsPerBar = stepsPerBar
        self.steps = steps
    }
}

/// A position in a tune's tokens, and the cells that the next token may fill. A value type.
public protocol StepCursor: Sendable {
    /// The step of the next token; nil among the conditions.
    var step: Int? { get }
    /// 1 before it is known.
    var stepsPerBar: Int { get }

    /// Goes on with a token. Takes any sequence.
    mutating func advance(_ token: TokenID)

    /// How likely each token is, given how likely each cell of the step is to be filled: unnormalised natural
    /// logarithms, far below 0 for tokens without meaning here. Legal where `step` is not nil.
    ///
    /// - Parameters:
    ///   - cells: of the step, unnormalised: of an exclusive grid soft-max, of others logistic.
    ///   - wanted: how many steps the tune is to have.
    ///   - scores: one for each token.
    func scores(cells: UnsafeBufferPointer<Float>, wanted: Int, into scores: UnsafeMutableBufferPointer<Float>)
}
