/// The part of a tune that is finished, as far as schedules need it. Reads the music again only after a bar ends.
struct TuneProgress: Sendable {
    /// The part of the tune before the current bar, from 0 in the first bar to 1 in the last; the share of `max_tokens`
    /// where the plan does not limit the number of bars.
    private(set) var fraction = 0.0
    /// The number of finished sections.
    private(set) var section = 0
    private var bar = 0
    /// The number of tokens read so far.
    private var length = 0
    private var limits: Limits?

    private struct Limits {
        let barEnds: Set<TokenID>
        /// The largest number of bars that the plan allows; nil for no limit.
        let bars: Int?
        let tokens: Int?
    }

    /// Moves to a step. Steps without a tune are at the start.
    ///
    /// - Throws: an error of a plug-in's tokenizer.
    mutating func move(to step: Step) throws {
        guard let tune = step.tune else { return }
        let limits =
            limits
            ?? Limits(
                barEnds: tune.reader.barEnds, bars: try? tune.plan.allowedBars()?.upperBound,
                tokens: tune.plan.maxTokens?.value)
        self.limits = limits
        let tokens = tune.tokens(step.tokens)
        let new = tokens.dropFirst(min(length, tokens.count))
        if limits.barEnds.isEmpty ? !new.isEmpty : new.contains(where: limits.barEnds.contains) {
            let clock = try tune.reader.music(of: tokens, plan: tune.plan).clock
            (bar, section) = (clock.bar, clock.section)
        }
        length = tokens.count
        fraction =
            limits.bars.map { Self.share(bar, of: $0) } ?? limits.tokens.map { Self.share(length, of: $0) } ?? 0
    }

    private static func share(_ count: Int, of total: Int) -> Double {
        total > 1 ? min(1, Double(count) / Double(total - 1)) : 0
    }
}
