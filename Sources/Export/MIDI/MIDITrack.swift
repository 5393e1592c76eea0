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

    /// No variable-length quantity reaches it.
    private static let limit = 1 << 28
    /// The chunk, whose length is filled in at the end.
    private var bytes: [UInt8] = []
    private var time = 0

    /// - Parameter capacity: the number of bytes for which there is room at first.
    init(capacity: Int) {
        bytes.reserveCapacity(8 + capacity)
        bytes += "MTrk".utf8
        bytes.append(bigEndian: UInt32(0))
    }

    /// Appends a meta event.
    ///
    /// - Parameter tick: not before the previous event.
    mutating func meta(_ kind: Meta, _ data: some Collection<UInt8>, at tick: Int) throws {
        let (delta, length) = (try advance(to: tick), data.count)
        guard length < Self.limit else {
            throw ExportError("a MIDI event holds at most \(Self.limit - 1) bytes, but one has \(length)")
        }
        bytes.append(addingCapacity: 10) { output in
            output.append(number: delta)
            output.append(0xFF)
            output.append(kind.rawValue)
            output.append(number: length)
        }
        bytes += data
    }

    /// Appends a meta event whose data is a number of at most four bytes, the most significant first.
    mutating func meta(_ kind: Meta, _ number: UInt32, size: Int, at tick: Int) throws {
        try meta(kind, (0..<size).reversed().lazy.map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }, at: tick)
    }

    /// Appends a channel message: `status` with the channel in its low four bits, and one or two data bytes.
    mutating func message(_ status: UInt8, _ first: UInt8, _ second: UInt8? = nil, at tick: Int) throws {
        let delta = try advance(to: tick)
        bytes.append(addingCapacity: 7) { output in
            output.append(number: delta)
            output.append(status)
            output.append(first)
            if let second { output.append(second) }
        }
    }

    /// Appends the note-offs up to `tick` and the note-ons before it.
    mutating func append(_ strokes: inout NoteStrokes, before tick: Int) throws {
        var time = time
        try bytes.append(addingCapacity: 7 * strokes.count) { output in
            while let stroke = strokes.next(before: tick) {
                output.append(number: try Self.delta(from: time, to: stroke.tick))
                output.append(stroke.status)
                output.append(stroke.pitch)
                output.append(stroke.velocity)
                time = stroke.tick
            }
        }
        self.time = time
    }

    /// Returns the chunk with its header, ended by an end-of-track event at `tick`.
    mutating func finish(at tick: Int) throws -> [UInt8] {
        try meta(.end, [], at: max(tick, time))
        guard let length = UInt32(exactly: bytes.count - 8) else {
            throw ExportError("a MIDI track holds at most 4 GB")
        }
        for i in 0..<4 { bytes[4 + i] = UInt8(truncatingIfNeeded: length >> (24 - 8 * i)) }
        return bytes
    }

    /// Returns the time since the previous event.
    private mutating func advance(to tick: Int) throws -> Int {
        let delta = try Self.delta(from: time, to: tick)
        time = tick
        return delta
    }

    private static func delta(from time: Int, to tick: Int) throws -> Int {
        let delta = tick - time
        guard (0..<limit).contains(delta) else {
            throw ExportError("two events are \(delta) ticks apart; MIDI allows at most \(limit - 1)")
        }
        return delta
    }
}

extension OutputSpan<UInt8> {
    /// Appends a variable-length quantity: seven bits per byte, all but the last with the high bit set.
    @inline(__always)
    fileprivate mutating func append(number: Int) {
        if number >= 1 << 21 { append(UInt8(truncatingIfNeeded: number >> 21) | 0x80) }
        if number >= 1 << 14 { append(UInt8(truncatingIfNeeded: number >> 14) | 0x80) }
        if number >= 1 << 7 { append(UInt8(truncatingIfNeeded: number >> 7) | 0x80) }
        append(UInt8(number & 0x7F))
    }
}

extension [UInt8] {
    /// Appends the bytes of a number, the most significant first.
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
