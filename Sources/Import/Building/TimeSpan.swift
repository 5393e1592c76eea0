/// The time that a note, chord or rest takes in its voice.
package struct TimeSpan {
    package let start: ExactTicks
    package let duration: ExactTicks
    package let end: ExactTicks

    /// Why an element has no place in its voice.
    package enum Misfit: Error, Equatable {
        /// It ends beyond `ExactTicks.limit`.
        case tooLong
        /// It starts and ends at the same tick.
        case tooShort
    }

    package init(from start: ExactTicks, lasting duration: ExactTicks) throws(Misfit) {
        guard let end = start.adding(duration) else { throw .tooLong }
        guard end.rounded > start.rounded else { throw .tooShort }
        self.start = start
        self.duration = duration
        self.end = end
    }

    package var onset: Int { start.rounded }

    /// From the rounded start to the rounded end, so that rounding errors do not add up.
    package var ticks: Int { end.rounded - start.rounded }
}
