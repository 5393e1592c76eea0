import MuseMusic

/// The events of the tracks of a tune, in ticks of the score.
struct MIDIEvents {
    struct Note {
        var onset: Int
        /// Negative until the note ends.
        var duration: Int
        /// The next sounding note of the same pitch and channel; negative for the last.
        var next: Int32
        var key: UInt8
        var velocity: UInt8
        var channel: UInt8
    }

    struct Track {
        var name = ""
        var instrument = ""
        /// The range in `MIDIEvents.notes`.
        var notes = 0..<0
        /// Bit mask of the channels with notes.
        var channels: UInt16 = 0
        /// For each channel, the program in force at its first note; negative if the track sets none.
        var programs = SIMD16<Int16>(repeating: -1)
        /// Lyrics and other texts with the spaces that separate words.
        var lyrics: [Timed<String>] = []
        var texts: [Timed<String>] = []
        var controls: [ChannelControl] = []
    }

    struct ChannelControl {
        var channel: UInt8
        var event: Timed<Control>
    }

    /// Grouped by track, in order of onset.
    var notes: [Note] = []
    var tracks: [Track] = []
    /// For each channel, the first program that any track sets.
    var programs = SIMD16<Int16>(repeating: -1)
    var tempos: [Timed<Tempo>] = []
    var meters: [Timed<Meter>] = []
    var keys: [Timed<Key>] = []
    var markers: [Timed<String>] = []
    /// Texts of the first track.
    var texts: [String] = []
}
