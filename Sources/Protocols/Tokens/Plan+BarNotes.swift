extension Plan {
    /// A set of pitches in any octave or in certain ones.
    public enum Pitches: Hashable, Sendable {
        /// MIDI note numbers.
        case midi(Set<Int>)
        /// Semitones above C, 0 to 11, in all octaves.
        case classes(Set<Int>)
        /// Semitones above the tonic of the tune's key, 0 to 11, in all octaves.
        case aboveTonic(Set<Int>)

        /// Whether a pitch is in the set.
        ///
        /// - Parameter tonic: the tonic of the tune's key in semitones above C, 0 to 11.
        public func contains(midi: Int, tonic: Int) -> Bool {
            switch self {
            case .midi(let numbers): numbers.contains(midi)
            case .classes(let classes): classes.contains(midi % 12)
            case .aboveTonic(let intervals): intervals.contains((midi + 12 - tonic) % 12)
            }
        }
    }

    /// Demands on the notes of certain bars: their rhythm, and which pitches start at certain positions.
    ///
    /// Positions and lengths are in ticks, 10 080 per quarter note, from the start of the bar. They need a plan with a
    /// meter. The last bar of a section may be shortened for a pickup: then only the beginning of its rhythm counts,
    /// and a note beyond the end of the bar is shortened. Required notes are not cut off. Grace notes are free. Of
    /// several demands on a bar, all hold.
    public struct BarNotes: Hashable, Sendable {
        /// The bars of a tune that a demand applies to.
        public enum Bars: Hashable, Sendable {
            /// The numbers of written bars from 1, without pickups and later endings, as in `Close`. The demand also
            /// applies to the bars of later endings, each with the number of the bar of the first ending in its place.
            case numbers(Set<Int>)
            /// The bars whose number leaves the remainder `place` when divided by `length`: all bars for length 1.
            case every(length: Int, place: Int)

            public static let all = Bars.every(length: 1, place: 0)
        }

        /// A note of a rhythm. Notes joined by a tie count as one.
        public struct Sound: Hashable, Sendable {
            public var onset: Int
            public var duration: Int

            public init(onset: Int, duration: Int) {
                self.onset = onset
                self.duration = duration
            }

            public var end: Int { onset + duration }
        }

        /// The pitches that are allowed for single notes that start at certain positions of a bar. No chord starts
        /// there. A note that is tied over from before, or a rest, meets the demand unless a note is required.
        public struct Start: Hashable, Sendable {
            public var positions: Range<Int>
            public var pitches: Pitches
            /// Whether a note has to start at the first of the positions.
            public var isRequired: Bool
            /// The pitches in messages: `the chord Em`, `the fixed note D5`.
            public var name: String

            public init(positions: Range<Int>, pitches: Pitches, isRequired: Bool, name: String = "the demanded note") {
                self.positions = positions
                self.pitches = pitches
                self.isRequired = isRequired
                self.name = name
            }

            public init(at position: Int, _ pitches: Pitches, isRequired: Bool, name: String = "the demanded note") {
                self.init(positions: position..<position + 1, pitches: pitches, isRequired: isRequired, name: name)
            }
        }

        public var bars: Bars
        /// The allowed rhythms, each with its notes in order; what no note covers is silent. Nil if the rhythm is free.
        public var rhythms: [[Sound]]?
        public var starts: [Start]

        public init(bars: Bars, rhythms: [[Sound]]? = nil, starts: [Start] = []) {
            self.bars = bars
            self.rhythms = rhythms
            self.starts = starts
        }
    }
}
