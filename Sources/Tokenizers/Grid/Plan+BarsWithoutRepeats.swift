import MuseProtocols

extension Plan {
    /// The allowed numbers of bars, for a tokenizer without repeats; nil for any.
    ///
    /// - Parameter name: the tokenizer's name, for messages.
    /// - Throws: `PlanError` for sections with repeats or phrases, and for demands that no tune can meet.
    func barsWithoutRepeats(for name: String) throws -> ClosedRange<Int>? {
        if let sections {
            guard sections.value.allSatisfy({ $0.repeats == .none }) else {
                throw PlanError(
                    "the \(name) tokenizer has no repeats; use 'repeats: none'",
                    sections)
            }
            guard !sections.value.hasPhrases else {
                throw PlanError("the \(name) tokenizer cannot repeat phrases", sections)
            }
        }
        return try allowedBars()
    }
}
