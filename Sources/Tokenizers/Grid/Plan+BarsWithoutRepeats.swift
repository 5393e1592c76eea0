import MuseProtocols

extension Plan {
    /// The numbers of bars that a tune may have in tokens without repeats; nil for any.
    ///
    /// - Parameter name: the tokenizer's, for messages.
    /// - Throws: `PlanError` for sections with repeats or phrases, and for what no tune can meet.
    func barsWithoutRepeats(for name: String) throws -> ClosedRange<Int>? {
        if let sections {
            guard sections.value.allSatisfy({ $0.repeats == .none }) else {
                throw PlanError(
                    "the \(name) tokenizer has no repeats: only sections with 'repeats: none' can be asked of it",
                    sections)
            }
            guard sections.value.allSatisfy(\.phrases.isEmpty) else {
                throw PlanError("the \(name) tokenizer cannot repeat phrases", sections)
            }
        }
        return try allowedBars()
    }
}
