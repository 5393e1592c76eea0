import MuseProtocols

/// One track chunk of a Standard MIDI File, written event by event in order of time.
///
/// Every event has a status byte: running status would save a byte per note, but some readers get it wrong.
///
/// Source: Standard MIDI Files 1.0, RP-001, MIDI Manufacturers Association 1996.
struct MIDITrack {
    enum Meta: UInt8 {
        case text = 0x01
        case name = 0x03
        case lyric = 0x05
        case marker = 0x06
        case port = 0x21
        case end = 0x2F
        case tempo = 0x51
        case meter = 0x58
        case key = 0x59
    }

    private var bytes: [UInt8] = []
    private var time = 0

    /// Appends a meta event.
    ///
    /// - Parameter tick: not before the previous event.
    mutating func meta(_ kind: Meta, _ data: some Collection<UInt8>, at tick: Int) throws {
        try advance(to: tick)
        bytes += [0xFF, kind.rawValue]
        try appendNumber(data.count)
        bytes += data
    }

    /// Appends a channel message: `status` with the channel in its low four bits, and one or two data bytes.
    mutating func message(_ status: UInt8, _ first: UInt8, _ second: UInt8? = nil, at tick: Int) throws {
        try advance(to: tick)
        bytes.append(status)
        bytes.append(first)
        if let second { bytes.append(second) }
    }

    /// Returns the chunk with its header, ended by an end-of-track event at `tick`.
    mutating func finish(at tick: Int) throws -> [UInt8] {
        try meta(.end, [], at: max(tick, time))
        guard let length = UInt32(exactly: bytes.count) else { throw ExportError("a MIDI track holds at most 4 GB") }
        return Array("MTrk".utf8) + bigEndian(length) + bytes
    }

    private mutating func advance(to tick: Int) throws {
        try appendNumber(tick - time)
        time = tick
    }

    /// Appends a variable-length quantity: seven bits per byte, all but the last with the high bit set.
    private mutating func appendNumber(_ value: Int) throws {
        guard (0..<(1 << 28)).contains(value) else {
            throw ExportError("two events are \(value) ticks apart; MIDI allows at most 268435455")
        }
        // Most numbers fit in one byte.
        if value >= 1 << 7 {
            for shift in [21, 14, 7] where value >> shift > 0 { bytes.append(UInt8(value >> shift & 0x7F) | 0x80) }
        }
        bytes.append(UInt8(value & 0x7F))
    }
}

/// Returns the bytes of a number, the most significant first.
func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
