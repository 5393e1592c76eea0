/// A grid of time steps on which tokens place music. Every step has the same cells, such as hold, rest and the pitches.
public protocol StepGrid: Sendable {
    /// The number of cells in a step.
    var cells: Int { get }
    /// Whether each step has exactly one filled cell, as a single voice does, rather than any number of them.
    var isExclusive: Bool { get }
    /// The cells that are filled in a step of silence.
    var silence: [Int] { get }
    /// A cursor at the start of a tune.
    var cursor: any StepCursor { get }

    /// The cells that the tokens of a whole tune fill: a layout for each stretch in one meter.
    func layouts(of tokens: [TokenID]) -> [StepLayout]
}

/// A tune in one meter, or some bars of a tune, on a grid.
public struct StepLayout: Sendable, Hashable {
    /// The tokens that state meter and key.
    public var conditions: [TokenID]
    public var stepsPerBar: Int
    /// The filled cells of each step, in ascending order.
    public var steps: [[Int]]

    public init(conditions: [TokenID], stepsPerBar: Int, steps: [[Int]]) {
        self.conditions = conditions
        self.stepsPerBar = stepsPerBar
        self.steps = steps
    }
}

/// A position in a tune's tokens, and the cells that the next token may fill. A value type.
public protocol StepCursor: Sendable {
    /// The step of the next token; nil while the conditions are read.
    var step: Int? { get }
    /// The number of steps in a bar; 1 before it is known.
    var stepsPerBar: Int { get }

    /// Advances by a token. Accepts any sequence.
    mutating func advance(_ token: TokenID)

    /// Computes the score of each token from the scores of the step's cells.
    ///
    /// - Parameters:
    ///   - cells: the logits of the step's cells: for a softmax if the grid is exclusive, otherwise for a sigmoid each.
    ///   - stepCount: the number of steps that the tune should have.
    ///   - scores: receives one unnormalised natural log-probability for each token, far below 0 for tokens that are
    ///     invalid here.
    /// - Precondition: `step` is not nil.
    func scores(cells: UnsafeBufferPointer<Float>, stepCount: Int, into scores: UnsafeMutableBufferPointer<Float>)
}
