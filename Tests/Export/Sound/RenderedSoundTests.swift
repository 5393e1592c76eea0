import Foundation
import MuseExport
import Testing

@Suite struct RenderedSoundTests {
    private let folder = NSTemporaryDirectory() + "muse-sound-" + UUID().uuidString

    /// Frames of equal samples on both channels: a second of tone, then silence.
    private func rendered(level: Float, seconds: Int, silence: Int, rate: Int) throws -> RenderedSound {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let samples =
            [Float](repeating: level, count: 2 * seconds * rate) + [Float](repeating: 0, count: 2 * silence * rate)
        try samples.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: "\(folder)/a.raw")) }
        return try RenderedSound("\(folder)/a.raw")
    }

    @Test func silenceAtTheEndIsCutToAFifthOfASecond() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sound = try rendered(level: 0.25, seconds: 1, silence: 5, rate: 8192)
        #expect(sound.peak == 0.25)
        try sound.writeWAV(to: "\(folder)/a.wav", gain: 2, rate: 8192)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.wav")))
        // 8 blocks of 1024 frames sound; 2 more are the fifth of a second, rounded up.
        #expect(bytes.count == 44 + 4 * 1024 * 10)
        // RIFF, PCM, 2 channels, 8192 frames and 32768 bytes a second, 4 bytes a frame, 16 bits.
        let header: [UInt8] =
            Array("RIFF".utf8) + [0x24, 0xA0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 2, 0]
            + [0, 0x20, 0, 0, 0, 0x80, 0, 0, 4, 0, 16, 0] + Array("data".utf8) + [0, 0xA0, 0, 0]
        #expect(Array(bytes[..<44]) == header)
        // 0.25 × 2 × 32767 = 16383.5, rounded to 16384 = 0x4000.
        #expect(bytes[44..<48].elementsEqual([0, 0x40, 0, 0x40]))
    }

    @Test func samplesBeyondFullScaleAreLimited() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sound = try rendered(level: -0.75, seconds: 1, silence: 0, rate: 2048)
        try sound.writeWAV(to: "\(folder)/a.wav", gain: 4, rate: 2048)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.wav")))
        #expect(bytes[44..<46].elementsEqual([0x01, 0x80]))
    }
}
