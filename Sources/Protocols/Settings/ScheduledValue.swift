/// The value of a scheduled setting during one tune.
package struct ScheduledValue: Sendable {
    private let schedule: TuneSchedule
    /// The value of a constant schedule; nil for others.
    private let constant: Double?
    private var progress = TuneProgress()

    package init(_ schedule: TuneSchedule) {
        self.schedule = schedule
        constant = if case .constant(let value) = schedule { value } else { nil }
    }

    /// The value at a step.
    ///
    /// - Throws: an error of a plug-in's tokenizer, which a schedule that is not constant uses to count bars.
    package mutating func value(at step: Step) throws -> Double {
        if let constant { return constant }
        try progress.move(to: step)
        return schedule.value(at: progress.fraction, section: progress.section)
    }
}
