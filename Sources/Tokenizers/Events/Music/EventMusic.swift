/// A piece of music on the time grid of a token scheme, with all values replaced by those that have tokens.
struct EventMusic {
    /// A note of a track.
    struct Note {
        var onset: Int32
        var duration: Int32
        /// The index of the time value of the duration; -1 if it has none.
        var durationIndex: Int16 = -1
        var pitch: UInt8
        /// The index of the velocity; 0 if notes have no velocity token.
        var velocity: UInt8

        var end: Int32 { onset + duration }
    }

    /// A press of the sustain pedal.
    struct Pedal {
        var onset: Int
        var duration: Int
        var durationIndex = -1

        var end: Int { onset + duration }
    }

    /// The index of a value that is in force from a time on.
    struct Change {
        var time: Int
        var index: Int
    }

    struct Track {
        /// -1 for drums.
        var program: Int
        /// In order of onset.
        var notes: [Note] = []
        /// In order of onset.
        var pedals: [Pedal] = []
        var bends: [Change] = []

        var isDrums: Bool { program == -1 }
    }

    /// A range of ticks with one number of ticks per beat.
    struct Section {
        var start: Int
        /// `Int.max` for the last one.
        var end: Int
        var ticksPerBeat: Int
    }

    var ticksPerQuarter: Int
    var tracks: [Track] = []
    /// In order of time; the first at 0, unless the scheme states no meters.
    var meters: [Change] = []
    var tempos: [Change] = []
    /// Indices of key signatures, `2 (fifths + 7)`, plus 1 in minor.
    var keys: [Change] = []
    /// In order of time, the first from 0 on.
    var sections: [Section] = []
    /// What the tokens do not represent, one phrase each.
    var losses: [String] = []

    /// Returns the index of the section of a time, searching from an index on.
    @inline(__always)
    func section(at time: Int, from first: Int = 0) -> Int {
        var index = first
        while time >= sections[index].end { index += 1 }
        return index
    }
}

/// The length of a bar, a beat and a position in ticks.
struct MeterTicks {
    let bar: Int
    let beat: Int
    let position: Int

    init(_ meter: EventOptions.MeterOption, ticksPerQuarter: Int, positionsPerBeat: Int) {
        beat = ticksPerQuarter * 4 / meter.unit
        bar = beat * meter.beats
        position = max(1, beat / positionsPerBeat)
    }
}
