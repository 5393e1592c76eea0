/// A time span of a tune that a variation can sample anew.
package struct OpenSpan: Sendable {
    /// A note or rest of a filling.
    package struct Slot: Hashable, Sendable {
        package var onset: Int
        package var duration: Int
        package var tuplet: Tuplet?
        /// The pitches to choose from; empty for a rest.
        package var pitches: [Pitch]

        package init(onset: Int, duration: Int, tuplet: Tuplet? = nil, pitches: [Pitch]) {
            (self.onset, self.duration, self.tuplet, self.pitches) = (onset, duration, tuplet, pitches)
        }
    }

    package let start: Int
    package let end: Int
    /// The ways to fill it: rhythms with pitches to choose from. None of them allows the music of the tune, so that an
    /// open span always changes. Never empty.
    package let fillings: [[Slot]]
}
