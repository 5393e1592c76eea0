import MuseMusic

/// An event of a part's track: a channel message or a syllable.
struct TrackEvent {
    enum Message {
        case noteOff(UInt8)
        case noteOn(UInt8, UInt8)
    }

    let tick: Int
    /// Among events at the same tick. Note-offs come first, so that a repeated pitch is struck again; note-ons last.
    private let order: UInt8
    private let status: UInt8
    /// One or two data bytes.
    private let data: (UInt8, UInt8?)
    /// A syllable instead of a message.
    private let lyric: String?

    init(_ message: Message, channel: UInt8, at tick: Int) {
        (self.tick, lyric) = (tick, nil)
        switch message {
        case .noteOff(let pitch): (order, status, data) = (0, 0x80 | channel, (pitch, 64))
        case .noteOn(let pitch, let velocity): (order, status, data) = (2, 0x90 | channel, (pitch, velocity))
        }
    }

    init(_ control: Control, channel: UInt8, at tick: Int) {
        (self.tick, order, lyric) = (tick, 1, nil)
        switch control {
        case .program(let number): (status, data) = (0xC0 | channel, (min(number, 127), nil))
        case .controller(let number, let value): (status, data) = (0xB0 | channel, (min(number, 127), min(value, 127)))
        case .bend(let value): (status, data) = (0xE0 | channel, (UInt8(value & 0x7F), UInt8(min(value, 16_383) >> 7)))
        case .pressure(let value): (status, data) = (0xD0 | channel, (min(value, 127), nil))
        case .keyPressure(let key, let value): (status, data) = (0xA0 | channel, (min(key, 127), min(value, 127)))
        }
    }

    init(lyric: String, at tick: Int) {
        (self.tick, order, status, data) = (tick, 1, 0, (0, nil))
        self.lyric = lyric
    }

    var isProgram: Bool { status >> 4 == 0xC }

    /// Returns the events in order of time; those of the same kind at the same tick stay in their order.
    static func inOrder(_ events: [TrackEvent]) -> [TrackEvent] {
        // One comparison of numbers per pair: tick, order, position.
        let keys = events.indices.map { (UInt(events[$0].tick) << 2 | UInt(events[$0].order), $0) }
        return keys.sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }.map { events[$0.1] }
    }

    func append(to track: inout MIDITrack) throws {
        if let lyric {
            try track.meta(.lyric, lyric.utf8, at: tick)
        } else {
            try track.message(status, data.0, data.1, at: tick)
        }
    }
}
