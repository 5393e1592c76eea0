import MuseProtocols

/// What the penalties of recent tokens share: a penalty, which may be scheduled, and the tokens that it applies to.
struct RecentPenalty: Sendable {
    private var penalty: ScheduledValue
    private let window: Int
    /// The recent tokens of the step that was read.
    private(set) var counts = TokenCounts()

    init(_ settings: Settings, _ penalty: Setting<TuneSchedule>, _ window: Setting<Int>) throws {
        self.penalty = ScheduledValue(try settings[penalty])
        self.window = try settings[window]
    }

    /// Counts the recent tokens of a step.
    ///
    /// - Parameter size: the number of scores.
    /// - Returns: the penalty at the step.
    /// - Throws: an error of a plug-in's tokenizer.
    mutating func read(_ step: Step, size: Int) throws -> Double {
        counts.count(step, window: window, size: size)
        return try penalty.value(at: step)
    }
}
