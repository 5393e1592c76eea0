extension ABCGrammarState {
    /// A pitch token and the accidental before it, as indices into `ids.alterations` (its count means none) and
    /// `ids.pitches`.
    struct WrittenPitch: Hashable, Sendable {
        var alteration: Int
        var pitch: Int
    }

    /// The part of the current element that has been read.
    struct ElementState: Hashable, Sendable {
        enum Kind: Sendable { case note, chord, rest }

        var kind = Kind.note
        var written = WrittenPitch(alteration: 0, pitch: 0)
        /// The accidental that waits for its pitch; nil for none.
        var alteration: Int?
        var hasChordSymbol = false
        var mayHaveBass = false
        var hasGraces = false
        var decorations = 0
        /// The number of notes in the current chord or group of grace notes, and the pitch of the last one.
        var noteCount = 0
        var lastPitch = -1
        var isGrace = false
        var isChord = false
        /// Whether it is in a tuplet or the first half of a broken pair, where no tie is allowed.
        var isBound = false

        var hasPrefix: Bool { hasChordSymbol || hasOrnament }
        var hasOrnament: Bool { hasGraces || decorations > 0 }
    }

    /// An unfinished tuplet; its notes, chords and rests have equal lengths.
    struct TupletState: Hashable, Sendable {
        var actual: Int
        var normal: Int
        var remaining: Int
        /// The length in quarters of the unit note, set by the first element.
        var length: Int?
        /// The maximum length in ticks.
        var room: Int

        /// Half a unit, one unit or two units.
        static let lengths = [2, 4, 8]

        func fits(_ quarters: Int, unit: Int) -> Bool {
            if let length { return quarters == length }
            return Self.lengths.contains(quarters) && normal * quarters * unit / 4 <= room
        }
    }
}
