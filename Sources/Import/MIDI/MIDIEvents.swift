import MuseMusic

/// What the tracks of a tune hold, in ticks of the score.
struct MIDIEvents {
    struct Note {
        var onset: Int
        /// Negative while nothing has ended the note.
        var duration: Int
        /// The next note of its pitch and channel that still sounds; negative for the last.
        var next: Int32
        var key: UInt8
        var velocity: UInt8
        var channel: UInt8
    }

    struct Track {
        var name = ""
        var instrument = ""
        /// Into `notes`.
        var notes = 0..<0
        /// A bit for each channel that has notes.
        var channels: UInt16 = 0
        /// Of each channel: the program in force at its first note; negative where the track sets none.
        var programs = SIMD16<Int16>(repeating: -1)
        var lyrics: [Timed<String>] = []
    }

    /// Those of a track stand together, in order of onset.
    var notes: [Note] = []
    var tracks: [Track] = []
    /// The first program that any track sets for a channel.
    var programs = SIMD16<Int16>(repeating: -1)
    var tempos: [Timed<Tempo>] = []
    var meters: [Timed<Meter>] = []
    var keys: [Timed<Key>] = []
    var markers: [Timed<String>] = []
    /// Of the first track.
    var texts: [String] = []
}
