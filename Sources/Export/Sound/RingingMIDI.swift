import MuseProtocols

/// A MIDI file of `MIDIExporter` that ends some seconds after its music, so that the last notes ring out.
package struct RingingMIDI {
    /// How long the music lasts.
    package let seconds: Double
    package let bytes: [UInt8]

    /// The seconds from the end of the music until the sustain pedals are released.
    private static let held = 2
    /// The seconds from there to the end of the file.
    private static let released = 6

    /// - Parameter file: starts with the header chunk and the conductor track, which has meta events only.
    /// - Throws: `ExportError`, as `MIDITrack` does.
    package init(_ file: [UInt8]) throws {
        let division = Int(file[12]) << 8 | Int(file[13])
        let end = 22 + file[18..<22].reduce(0) { $0 << 8 | Int($1) }
        seconds = Self.seconds(file[22..<end], division: division)
        // At 60 quarters per minute a quarter lasts one second.
        var track = MIDITrack(capacity: 80)
        try track.meta(.tempo, 1_000_000, size: 3, at: 0)
        for channel in UInt8(0)..<16 { try track.message(0xB0 | channel, 64, 0, at: Self.held * division) }
        // Without the header of the chunk, and without the first delta: it follows that of the end-of-track event.
        let tail = try track.finish(at: (Self.held + Self.released) * division).dropFirst(9)
        let endEvent = 3
        var bytes = Array(file[..<18])
        bytes.append(bigEndian: UInt32(end - 22 - endEvent + tail.count))
        bytes += file[22..<end - endEvent]
        bytes += tail
        bytes += file[end...]
        self.bytes = bytes
    }

    /// The duration of a track of meta events.
    private static func seconds(_ track: ArraySlice<UInt8>, division: Int) -> Double {
        var rest = track
        var (seconds, quarter) = (0.0, 0.5)
        while !rest.isEmpty {
            seconds += Double(takeQuantity(&rest)) / Double(division) * quarter
            let kind = rest.dropFirst().first
            rest = rest.dropFirst(2)
            let length = takeQuantity(&rest)
            if kind == MIDITrack.Meta.tempo.rawValue {
                quarter = Double(rest.prefix(length).reduce(0) { $0 << 8 | Int($1) }) / 1e6
            }
            rest = rest.dropFirst(length)
        }
        return seconds
    }

    private static func takeQuantity(_ bytes: inout ArraySlice<UInt8>) -> Int {
        var number = 0
        while let byte = bytes.popFirst() {
            number = number << 7 | Int(byte & 0x7F)
            if byte < 0x80 { break }
        }
        return number
    }
}
