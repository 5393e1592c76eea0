import MuseMusic

/// The events of a part's track: notes, other channel messages and syllables.
struct TrackEvents {
    /// A channel message, or a syllable.
    private struct Message {
        let tick: Int
        /// 0 for a syllable.
        let status: UInt8
        let data: UInt8
        /// nil for a message with one data byte.
        let second: UInt8?
        let lyric: String
    }

    private let notes: [ChannelNote]
    private var messages: [Message] = []

    /// - Parameter notes: in order of onset.
    init(_ notes: [ChannelNote]) { self.notes = notes }

    mutating func append(_ control: Control, channel: UInt8, at tick: Int) {
        switch control {
        case .program(let number): append(0xC0 | channel, min(number, 127), nil, at: tick)
        case .controller(let number, let value): append(0xB0 | channel, min(number, 127), min(value, 127), at: tick)
        case .bend(let value):
            append(0xE0 | channel, UInt8(value & 0x7F), UInt8(min(value, 16_383) >> 7), at: tick)
        case .pressure(let value): append(0xD0 | channel, min(value, 127), nil, at: tick)
        case .keyPressure(let key, let value): append(0xA0 | channel, min(key, 127), min(value, 127), at: tick)
        }
    }

    mutating func append(lyric: String, at tick: Int) {
        messages.append(Message(tick: tick, status: 0, data: 0, second: nil, lyric: lyric))
    }

    private mutating func append(_ status: UInt8, _ data: UInt8, _ second: UInt8?, at tick: Int) {
        messages.append(Message(tick: tick, status: status, data: data, second: second, lyric: ""))
    }

    /// Whether the program is set at `tick` or before.
    func setsProgram(by tick: Int) -> Bool { messages.contains { Self.isProgram($0) && $0.tick <= tick } }

    mutating func removePrograms() { messages.removeAll(where: Self.isProgram) }

    private static func isProgram(_ message: Message) -> Bool { message.status >> 4 == 0xC }

    /// Writes the events in order of time. At the same tick note-offs are first, so that a repeated pitch is struck
    /// again, and note-ons last; those of the same kind stay in their order.
    func write(to track: inout MIDITrack) throws {
        var strokes = NoteStrokes(notes)
        for message in messages.sorted(by: { $0.tick < $1.tick }) {
            try track.append(&strokes, before: message.tick)
            if message.status == 0 {
                try track.meta(.lyric, message.lyric.utf8, at: message.tick)
            } else {
                try track.message(message.status, message.data, message.second, at: message.tick)
            }
        }
        try track.append(&strokes, before: .max)
    }
}
