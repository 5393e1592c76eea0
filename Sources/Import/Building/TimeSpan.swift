/// The time span of a note, chord or rest in its voice.
package struct TimeSpan {
    package let start: ExactTicks
    package let duration: ExactTicks
    package let end: ExactTicks

    /// The reason why an element of this length cannot be placed.
    package enum LengthError: Error, Equatable {
        /// It ends beyond `ExactTicks.limit`.
        case tooLong
        /// It starts and ends at the same tick.
        case tooShort
    }

    package init(from start: ExactTicks, lasting duration: ExactTicks) throws(LengthError) {
        guard let end = start.adding(duration) else { throw .tooLong }
        guard end.rounded > start.rounded else { throw .tooShort }
        self.start = start
        self.duration = duration
        self.end = end
    }

    package var onset: Int { start.rounded }

    /// The duration from the rounded start to the rounded end, so that rounding errors do not add up.
    package var ticks: Int { end.rounded - start.rounded }
}
