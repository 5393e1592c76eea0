/// A tune that is being generated: its plan, its random stream, and how to read its tokens as music.
public final class TuneContext: Sendable {
    public let reader: TuneReader
    /// The demands on the tune: constraints and conditions.
    public let plan: Plan
    /// The random stream of the tune, for components whose choices are not made by muse.
    public let random: RandomSource
    /// The template that the tune fills; nil for a whole tune.
    private let template: FillTemplate?

    public init(_ reader: TuneReader, plan: Plan, random: RandomSource, template: FillTemplate? = nil) {
        self.reader = reader
        self.plan = plan
        self.random = random
        self.template = template
    }

    /// The tokens of the tune up to the next token.
    ///
    /// - Parameter sampled: the tokens sampled so far: of a template, only those of its fillings.
    public func tokens(_ sampled: [TokenID]) -> [TokenID] { template?.tokens(before: sampled) ?? sampled }
}
