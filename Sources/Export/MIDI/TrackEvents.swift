import MuseMusic

/// The events of a part's track: channel messages and syllables.
struct TrackEvents {
    /// An event without references, so that sorting copies bytes only.
    private struct Event {
        let tick: Int
        /// Among events at the same tick: note-offs first, so that a repeated pitch is struck again; note-ons last.
        let order: UInt8
        /// 0 for a syllable.
        let status: UInt8
        let data: UInt8
        /// Above 127 for a message with one data byte.
        let second: UInt8
        /// The position among all events.
        let position: UInt32
    }

    private static let none: UInt8 = 0xFF
    private var events: [Event] = []
    private var lyrics: [(position: UInt32, text: String)] = []

    /// Appends the two events of each note, which are in order of onset.
    mutating func append(_ notes: [ChannelNote]) {
        events.reserveCapacity(events.count + 2 * notes.count)
        // Two sequences that are nearly in order are sorted in nearly linear time.
        for note in notes { append(0, 0x80 | note.channel, note.pitch, 64, at: note.end) }
        for note in notes { append(2, 0x90 | note.channel, note.pitch, note.velocity, at: note.onset) }
    }

    mutating func append(_ control: Control, channel: UInt8, at tick: Int) {
        switch control {
        case .program(let number): append(1, 0xC0 | channel, min(number, 127), Self.none, at: tick)
        case .controller(let number, let value):
            append(1, 0xB0 | channel, min(number, 127), min(value, 127), at: tick)
        case .bend(let value):
            append(1, 0xE0 | channel, UInt8(value & 0x7F), UInt8(min(value, 16_383) >> 7), at: tick)
        case .pressure(let value): append(1, 0xD0 | channel, min(value, 127), Self.none, at: tick)
        case .keyPressure(let key, let value): append(1, 0xA0 | channel, min(key, 127), min(value, 127), at: tick)
        }
    }

    mutating func append(lyric: String, at tick: Int) {
        lyrics.append((UInt32(events.count), lyric))
        append(1, 0, 0, Self.none, at: tick)
    }

    private mutating func append(_ order: UInt8, _ status: UInt8, _ data: UInt8, _ second: UInt8, at tick: Int) {
        events.append(
            Event(
                tick: tick, order: order, status: status, data: data, second: second, position: UInt32(events.count)))
    }

    /// Whether the program is set at `tick` or before.
    func setsProgram(by tick: Int) -> Bool { events.contains { Self.isProgram($0) && $0.tick <= tick } }

    mutating func removePrograms() { events.removeAll(where: Self.isProgram) }

    private static func isProgram(_ event: Event) -> Bool { event.status >> 4 == 0xC }

    /// Writes the events in order of time; those of the same kind at the same tick stay in their order.
    func write(to track: inout MIDITrack) throws {
        let sorted = events.sorted {
            if $0.tick != $1.tick { return $0.tick < $1.tick }
            return $0.order != $1.order ? $0.order < $1.order : $0.position < $1.position
        }
        for event in sorted {
            if event.status == 0 {
                let i = lyrics.partitioningIndex { $0.position >= event.position }
                try track.meta(.lyric, lyrics[i].text.utf8, at: event.tick)
            } else {
                let second = event.second == Self.none ? nil : event.second
                try track.message(event.status, event.data, second, at: event.tick)
            }
        }
    }
}
