/// A note with its MIDI channel, in MIDI ticks.
struct ChannelNote {
    var onset: Int
    var end: Int
    var pitch: UInt8
    var velocity: UInt8
    var channel: UInt8
}

/// Assigns channels so that no pitch is struck while it still sounds in the same channel.
///
/// MIDI cannot express which of two equal pitches a note-off ends. A note whose pitch still sounds in its part
/// therefore goes to another channel of the part, as long as there are enough channels for all parts. Otherwise the
/// sounding note is cut at the new onset; of two equal pitches struck at once, the longer stays. Drums share channel
/// 10, where each stroke cuts the one before it. Beyond fifteen parts, each fifteen have a port of their own, of which
/// there are 128; still more parts share them.
struct MIDIChannels {
    static let drums: UInt8 = 9
    private static let melodic = (0..<16).map(UInt8.init).filter { $0 != drums }

    /// The notes of each part, in order of onset.
    private(set) var parts: [[ChannelNote]]
    /// The channels of each part, its main channel first.
    private(set) var channels: [[UInt8]] = []
    /// The port of each part, 0 to 127.
    private(set) var ports: [Int] = []

    /// - Parameters:
    ///   - parts: the notes of each part in order of onset; their channels are ignored.
    ///   - isDrums: for each part.
    init(_ parts: consuming [[ChannelNote]], isDrums: [Bool]) {
        self.parts = consume parts
        var counts = isDrums.indices.map { isDrums[$0] ? 1 : Self.assignLanes(&self.parts[$0]) }
        let needed = zip(counts, isDrums).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
        if needed > Self.melodic.count {
            for part in isDrums.indices where counts[part] > 1 { cutOverlaps(in: [part]) }
            counts = isDrums.map { _ in 1 }
        }
        cutOverlaps(in: isDrums.indices.filter { isDrums[$0] })
        var next = 0
        for part in isDrums.indices {
            // A part with several channels is on one port, because all fit on it then.
            ports.append(isDrums[part] ? 0 : next / Self.melodic.count % 128)
            channels.append(
                (0..<counts[part]).map {
                    isDrums[part] ? Self.drums : Self.melodic[(next + $0) % Self.melodic.count]
                })
            if !isDrums[part] { next += counts[part] }
            Self.replaceLanes(&self.parts[part], by: channels[part])
        }
    }

    /// Sets the channel of each note to the number of the first lane in which its pitch is silent at its onset.
    ///
    /// - Returns: the number of lanes, at least 1.
    private static func assignLanes(_ notes: inout [ChannelNote]) -> Int {
        // ends[128 * lane + pitch]
        var ends = [Int](repeating: 0, count: 128)
        for i in notes.indices {
            var place = Int(notes[i].pitch)
            var lane = 0
            // Lanes beyond the last channel need no search: only their number matters.
            while ends[place] > notes[i].onset, lane < melodic.count {
                lane += 1
                place += 128
                if place >= ends.count { ends += [Int](repeating: 0, count: 128) }
            }
            ends[place] = notes[i].end
            notes[i].channel = UInt8(lane)
        }
        return ends.count / 128
    }

    private static func replaceLanes(_ notes: inout [ChannelNote], by channels: [UInt8]) {
        for i in notes.indices {
            notes[i].channel = channels.count == 1 ? channels[0] : channels[Int(notes[i].channel)]
        }
    }

    /// Ends each note of parts with the same channel when its pitch is struck again.
    private mutating func cutOverlaps(in shared: [Int]) {
        typealias Place = (part: Int, index: Int)
        if shared.isEmpty { return }
        var strokes: [Place] = []
        for part in shared { strokes += parts[part].indices.map { (part, $0) } }
        if shared.count > 1 {
            strokes.sort { (parts[$0.part][$0.index].onset, $0.part) < (parts[$1.part][$1.index].onset, $1.part) }
        }
        var sounding = [Place?](repeating: nil, count: 128)
        for stroke in strokes {
            let note = parts[stroke.part][stroke.index]
            if let last = sounding[Int(note.pitch)] {
                let other = parts[last.part][last.index]
                if other.end > note.onset, other.onset == note.onset {
                    parts[last.part][last.index].end = max(other.end, note.end)
                    parts[last.part][last.index].velocity = max(other.velocity, note.velocity)
                    parts[stroke.part][stroke.index].end = note.onset
                    continue
                }
                parts[last.part][last.index].end = min(other.end, note.onset)
            }
            sounding[Int(note.pitch)] = stroke
        }
        for part in shared { parts[part].removeAll { $0.end <= $0.onset } }
    }
}
