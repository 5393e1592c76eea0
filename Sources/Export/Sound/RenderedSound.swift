import MuseProtocols
import MuseStorage

/// A file of sound as fluidsynth renders it: interleaved samples of two channels, 32-bit numbers, 1 is full scale.
package struct RenderedSound {
    private let path: String
    /// The number of frames, which are a sample of each channel.
    package let frames: Int
    /// The loudest sample of each block.
    private let peaks: [Float]
    private static let blockFrames = 1024
    private static let frameBytes = 8

    /// Measures the sound.
    ///
    /// - Throws: `FileError`.
    package init(_ path: String) throws {
        self.path = path
        var (peaks, frames): ([Float], Int) = ([], 0)
        try Self.forEachBlock(of: path) { samples in
            var peak: Float = 0
            for i in samples.indices { peak = max(peak, abs(samples[i])) }
            peaks.append(peak)
            frames += samples.count / 2
        }
        (self.peaks, self.frames) = (peaks, frames)
    }

    /// The loudest sample; 0 for silence.
    package var peak: Float { peaks.max() ?? 0 }

    /// Writes the sound up to where it has faded away as a WAV file of 16-bit samples.
    ///
    /// - Parameters:
    ///   - gain: the factor of all samples.
    ///   - rate: frames per second.
    /// - Throws: `FileError`.
    package func writeWAV(to target: String, gain: Float, rate: Int) throws {
        // 72 dB below the loudest sample nothing is heard.
        let threshold = peak / 4000
        let last = peaks.lastIndex { $0 > threshold } ?? 0
        // A fifth of a second of silence, so that players do not cut the last note off.
        let blocks = min(peaks.count, last + 1 + (rate / 5 + Self.blockFrames - 1) / Self.blockFrames)
        try AtomicFile.write(to: target) { put in
            var header = WAVHeader(rate: rate, frames: blocks * Self.blockFrames).bytes
            var written = 0
            try Self.forEachBlock(of: path) { samples in
                guard written < blocks else { return }
                written += 1
                var bytes = header
                header = []
                bytes.reserveCapacity(bytes.count + 4 * Self.blockFrames)
                for i in samples.indices {
                    let level = max(-1, min(samples[i] * gain, 1)) * 32_767
                    let sample = UInt16(bitPattern: Int16(level.rounded()))
                    bytes.append(UInt8(truncatingIfNeeded: sample))
                    bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
                }
                // The last block may be shorter.
                bytes += [UInt8](repeating: 0, count: 4 * Self.blockFrames - 2 * samples.count)
                try put(bytes)
            }
        }
    }

    private static func forEachBlock(
        of path: String, _ body: (UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        let size = frameBytes * blockFrames
        var rest: [UInt8] = []
        func take(_ bytes: ArraySlice<UInt8>) throws {
            try Array(bytes).withUnsafeBytes { try $0.withMemoryRebound(to: Float.self, body) }
        }
        try FileReader.forEachChunk(of: path) { chunk in
            rest += chunk
            var start = 0
            while start + size <= rest.count {
                try take(rest[start..<start + size])
                start += size
            }
            rest.removeFirst(start)
        }
        if rest.count >= frameBytes { try take(rest.prefix(rest.count / frameBytes * frameBytes)) }
    }
}

/// The start of a WAV file of 16-bit stereo sound.
///
/// Source: Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991.
struct WAVHeader {
    let bytes: [UInt8]

    /// - Parameters:
    ///   - rate: frames per second.
    ///   - frames: the number of frames that follow, of 4 bytes.
    init(rate: Int, frames: Int) {
        func number(_ value: Int, size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let size = 4 * frames
        var bytes = Array("RIFF".utf8) + number(36 + size, size: 4) + Array("WAVEfmt ".utf8) + number(16, size: 4)
        // PCM, channels, frames and bytes per second, bytes per frame, bits per sample.
        for (value, size) in [(1, 2), (2, 2), (rate, 4), (4 * rate, 4), (4, 2), (16, 2)] {
            bytes += number(value, size: size)
        }
        self.bytes = bytes + Array("data".utf8) + number(size, size: 4)
    }
}
