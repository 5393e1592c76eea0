import MuseProtocols

/// The header of a MIDI file and the positions of its tracks.
struct MIDIFile {
    struct Track {
        /// The index of the track, from 0.
        var number: Int
        /// Byte offset in the file, from 0.
        var start: Int
        var end: Int
        /// Whether the file ends before the track does.
        var isCut: Bool
    }

    /// 0, 1 or 2.
    private(set) var format = 1
    private(set) var division = MIDIDivision(ticksPerQuarter: 480)
    private(set) var tracks: [Track] = []

    /// nil if the bytes are not a MIDI file or its division is invalid; the reason is added to `problems`.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ problems: inout MIDIDiagnostics) {
        guard let head = Self.find("MThd", in: bytes, from: 0, to: min(bytes.count, 1 << 16)) else {
            let what = bytes.isEmpty ? "the file is empty" : "not a MIDI file: the header MThd is missing"
            problems.add(.error, what, at: 0)
            return nil
        }
        // An RMID file is a RIFF file with the MIDI file in its data chunk.
        let isRIFF = Self.isName("RIFF", at: 0, in: bytes) && head >= 20
        let end = isRIFF ? min(bytes.count, head + bytes.littleEndian(at: head - 4)) : bytes.count
        if head > 0, !isRIFF { problems.add(.warning, "skipped \(head) bytes before the header", at: 0) }
        guard bytes.count - head >= 14 else {
            problems.add(.error, "the file ends within its header", at: bytes.count)
            return nil
        }
        let length = bytes.number(at: head + 4, bytes: 4)
        if length < 6 {
            problems.add(.error, "the header has \(length) bytes, expected 6", at: head + 4)
            return nil
        }
        format = bytes.number(at: head + 8, bytes: 2)
        if format > 2 {
            problems.add(.warning, "unknown format \(format); read as format 1", at: head + 8)
            format = 1
        }
        guard let division = MIDIDivision(bytes.number(at: head + 12, bytes: 2)) else {
            problems.add(.error, "the division is 0", at: head + 12)
            return nil
        }
        self.division = division
        if division.isFrames {
            problems.add(
                .warning, "times are in SMPTE frames; read as quarters at 120 per minute", at: head + 12)
        }
        findTracks(bytes, from: head + 8 + min(length, bytes.count), to: end, &problems)
        let announced = bytes.number(at: head + 10, bytes: 2)
        if tracks.isEmpty {
            problems.add(.error, "the file has no track", at: head + 10)
            return nil
        }
        if announced != tracks.count {
            problems.add(
                .warning, "the header announces \(announced) tracks, the file has \(tracks.count)", at: head + 10)
        }
    }

    private mutating func findTracks(
        _ bytes: UnsafeBufferPointer<UInt8>, from first: Int, to last: Int, _ problems: inout MIDIDiagnostics
    ) {
        var place = first
        while place < last {
            // Without a valid name it is not a chunk: a length was wrong, or something was appended.
            guard bytes.count - place >= 8, (place..<place + 4).allSatisfy({ (0x20..<0x7F).contains(bytes[$0]) }) else {
                let next = Self.find("MTrk", in: bytes, from: place + 1, to: last)
                let end = next ?? last
                problems.add(.warning, "skipped \(end - place) bytes outside of chunks", at: place)
                place = end
                continue
            }
            let start = place + 8
            let length = bytes.number(at: place + 4, bytes: 4)
            let end = min(start + length, bytes.count)
            if Self.isName("MTrk", at: place, in: bytes) {
                let isCut = start + length > bytes.count
                if isCut {
                    problems.add(
                        .warning,
                        "track \(tracks.count + 1) should have \(length) bytes, but only \(end - start) follow",
                        at: place + 4)
                }
                tracks.append(Track(number: tracks.count, start: start, end: end, isCut: isCut))
            }
            place = end
        }
    }

    private static func find(
        _ name: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int? {
        guard end - start >= 4 else { return nil }
        return (start...end - 4).first { isName(name, at: $0, in: bytes) }
    }

    private static func isName(_ name: StaticString, at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard place + 4 <= bytes.count else { return false }
        return (0..<4).allSatisfy { bytes[place + $0] == name.utf8Start[$0] }
    }
}

/// The duration of a file's tick.
struct MIDIDivision {
    let ticksPerQuarter: Int
    /// Score ticks per file tick: 1 unless the file counts SMPTE frames.
    let scale: Int
    let isFrames: Bool

    init(ticksPerQuarter: Int, scale: Int = 1, isFrames: Bool = false) {
        self.ticksPerQuarter = ticksPerQuarter
        self.scale = scale
        self.isFrames = isFrames
    }

    /// nil if there are no ticks in a quarter or frame.
    init?(_ word: Int) {
        if word & 0x8000 == 0 {
            guard word > 0 else { return nil }
            self.init(ticksPerQuarter: word)
            return
        }
        // A quarter at 120 per minute lasts half a second.
        let frames = 256 - word >> 8
        let ticks = word & 0xFF
        guard frames > 0, ticks > 0 else { return nil }
        if frames == 29 {
            // 30 000 / 1001 frames a second.
            self.init(ticksPerQuarter: 15_000 * ticks, scale: 1001, isFrames: true)
        } else {
            self.init(ticksPerQuarter: frames * ticks, scale: 2, isFrames: true)
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Reads a big-endian number.
    func number(at place: Int, bytes count: Int) -> Int {
        var number = 0
        for i in place..<place + count { number = number << 8 | Int(self[i]) }
        return number
    }

    /// Reads a little-endian number of four bytes, as in RIFF files.
    fileprivate func littleEndian(at place: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(self[place + $1]) << (8 * $1) }
    }
}
