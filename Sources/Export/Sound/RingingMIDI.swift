import MuseProtocols

/// A MIDI file of `MIDIExporter` that ends some seconds after its music, so that the last notes ring out.
package struct RingingMIDI {
    /// How long the music lasts.
    package let seconds: Double
    package let bytes: [UInt8]

    /// Until the sustain pedal is lifted, if it is still down.
    private static let held = 2
    /// After that.
    private static let released = 6

    /// - Parameter file: starts with the header chunk and the conductor track, which has meta events only.
    package init(_ file: [UInt8]) {
        let division = Int(file[12]) << 8 | Int(file[13])
        let end = 22 + file[18..<22].reduce(0) { $0 << 8 | Int($1) }
        seconds = Self.seconds(file[22..<end], division: division)
        // At 60 quarters per minute a quarter lasts one second.
        var tail: [UInt8] = [0xFF, MIDITrack.Meta.tempo.rawValue, 3, 0x0F, 0x42, 0x40]
        for channel in UInt8(0)..<16 {
            tail += Self.quantity(channel == 0 ? Self.held * division : 0) + [0xB0 | channel, 64, 0]
        }
        tail += Self.quantity(Self.released * division) + [0xFF, MIDITrack.Meta.end.rawValue, 0]
        var bytes = Array(file[..<18])
        let endEvent = 3
        bytes.append(bigEndian: UInt32(end - 22 - endEvent + tail.count))
        bytes += file[22..<end - endEvent] + tail + file[end...]
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

    private static func quantity(_ number: Int) -> [UInt8] {
        var bytes = [UInt8(number & 0x7F)]
        var rest = number >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }
}
