import MuseExport
import MuseMusic
import Testing

@Suite struct RingingMIDITests {
    /// Two quarters at 120 and, after a change, one at 60.
    private static let tune: [UInt8] =
        Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 2, 1, 0xE0] + Array("MTrk".utf8) + [0, 0, 0, 20]
        + [0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20] + [0x87, 0x40, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40]
        + [0x83, 0x60, 0xFF, 0x2F, 0] + Array("MTrk".utf8) + [0, 0, 0, 4, 0, 0xFF, 0x2F, 0]

    @Test func theDurationFollowsTheTempos() throws {
        // 960 ticks are two quarters.
        #expect(try RingingMIDI(Self.tune).seconds == 2)
    }

    @Test func itEndsEightSecondsLaterWithThePedalUp() throws {
        let bytes = try RingingMIDI(Self.tune).bytes
        // After the music: 60 quarters per minute, 2 s, pedals up on 16 channels, 6 s, the end.
        var tail: [UInt8] = [0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 0x87, 0x40, 0xB0, 64, 0]
        for channel in UInt8(1)..<16 { tail += [0, 0xB0 | channel, 64, 0] }
        tail += [0x96, 0x40, 0xFF, 0x2F, 0]
        #expect(Array(bytes[39..<39 + tail.count]) == tail)
        // The length of the track counts the tail instead of the three bytes of the old end.
        #expect(bytes[18..<22].elementsEqual([0, 0, 0, UInt8(20 - 3 + tail.count)]))
        #expect(bytes.suffix(12).elementsEqual(Self.tune.suffix(12)))
    }
}
