/// A note with its MIDI channel, in MIDI ticks.
struct ChannelNote {
    var onset: Int
    var end: Int
    var pitch: UInt8
    var velocity: UInt8
    var channel: UInt8
    var part: Int
    /// The MIDI port, for files with more parts than channels.
    var port = 0
}

/// Assigns channels so that no pitch is struck while it still sounds in the same channel.
///
/// MIDI cannot express which of two equal pitches a note-off ends. A note whose pitch still sounds in its part
/// therefore goes to another channel of the part, as long as there are enough channels for all parts. Otherwise the
/// sounding note is cut at the new onset; of two equal pitches struck at once, the longer stays. Drums share channel
/// 10, where each stroke cuts the one before it. Beyond fifteen parts, each fifteen have a port of their own.
struct MIDIChannels {
    static let drums: UInt8 = 9
    private static let melodic = (0..<16).map(UInt8.init).filter { $0 != drums }

    /// The notes of all parts, in order of onset.
    private(set) var notes: [ChannelNote] = []
    /// The channels of each part, its main channel first.
    private(set) var channels: [[UInt8]] = []
    /// The port of each part, 0 to 127.
    private(set) var ports: [Int] = []

    /// - Parameters:
    ///   - parts: the notes of each part in order of onset; their channels are ignored.
    ///   - isDrums: for each part.
    init(_ parts: [[ChannelNote]], isDrums: [Bool]) {
        var lanes = parts.indices.map { isDrums[$0] ? [] : Self.lanes(parts[$0]) }
        var counts = parts.indices.map { isDrums[$0] ? 0 : (lanes[$0].max() ?? 0) + 1 }
        if counts.reduce(0, +) > Self.melodic.count {
            lanes = parts.map { [Int](repeating: 0, count: $0.count) }
            counts = isDrums.map { $0 ? 0 : 1 }
        }
        var next = 0
        for (part, partNotes) in parts.enumerated() {
            let first = next
            // A part with several channels is on one port, because all fit on it then.
            let port = first / Self.melodic.count % 128
            ports.append(isDrums[part] ? 0 : port)
            channels.append(
                isDrums[part]
                    ? [Self.drums] : (0..<counts[part]).map { Self.melodic[(first + $0) % Self.melodic.count] })
            next += counts[part]
            for (i, note) in partNotes.enumerated() {
                var note = note
                note.port = ports[part]
                note.channel = isDrums[part] ? Self.drums : channels[part][lanes[part][i]]
                notes.append(note)
            }
        }
        notes.sort { ($0.onset, $0.part) < ($1.onset, $1.part) }
        cutOverlaps()
    }

    /// Returns, for each note, the first lane in which its pitch is silent at its onset.
    private static func lanes(_ notes: [ChannelNote]) -> [Int] {
        // ends[lane][pitch]
        var ends = [[Int](repeating: 0, count: 128)]
        return notes.map { note in
            let pitch = Int(note.pitch)
            if let free = ends.firstIndex(where: { $0[pitch] <= note.onset }) {
                ends[free][pitch] = note.end
                return free
            }
            // Lanes beyond the last channel need no search: only their number matters.
            if ends.count <= melodic.count { ends.append([Int](repeating: 0, count: 128)) }
            ends[ends.count - 1][pitch] = note.end
            return ends.count - 1
        }
    }

    private mutating func cutOverlaps() {
        var sounding = [Int](repeating: -1, count: ((ports.max() ?? 0) + 1) * 16 * 128)
        var dropped = [Bool](repeating: false, count: notes.count)
        for i in notes.indices {
            let key = (notes[i].port * 16 + Int(notes[i].channel)) * 128 + Int(notes[i].pitch)
            let last = sounding[key]
            if last >= 0, notes[last].end > notes[i].onset {
                if notes[last].onset == notes[i].onset {
                    notes[last].end = max(notes[last].end, notes[i].end)
                    notes[last].velocity = max(notes[last].velocity, notes[i].velocity)
                    dropped[i] = true
                    continue
                }
                notes[last].end = notes[i].onset
            }
            sounding[key] = i
        }
        guard dropped.contains(true) else { return }
        notes = notes.indices.lazy.filter { !dropped[$0] }.map { [notes] in notes[$0] }
    }
}
