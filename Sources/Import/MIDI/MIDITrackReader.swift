import MuseMusic
import MuseProtocols

/// Reads the events of tracks, one track after another.
///
/// An unknown or truncated event ends the reading of its track: without its length, the start of the next event is
/// unknown.
struct MIDITrackReader {
    private(set) var events = MIDIEvents()
    var problems: MIDIDiagnostics

    private let bytes: UnsafeBufferPointer<UInt8>
    private let scale: Int
    private var track = MIDIEvents.Track()
    private var number = 0
    private var isCut = false
    private var open = SoundingNotes()
    private var isRangeReported = false

    /// The latest valid time; later ones are errors, so that sums of times cannot overflow.
    private static let latest = 1 << 40

    /// - Parameter scale: score ticks per file tick.
    init(_ bytes: UnsafeBufferPointer<UInt8>, scale: Int, _ problems: MIDIDiagnostics) {
        self.bytes = bytes
        self.scale = scale
        self.problems = problems
    }

    mutating func read(_ chunks: [MIDIFile.Track]) {
        // The two events of a note usually take seven or eight bytes.
        events.notes.reserveCapacity(min(chunks.reduce(0) { $0 + $1.end - $1.start } / 7, 1 << 20))
        for chunk in chunks { read(chunk) }
    }

    private mutating func read(_ chunk: MIDIFile.Track) {
        track = MIDIEvents.Track()
        (number, isCut) = (chunk.number + 1, chunk.isCut)
        isRangeReported = false
        let first = events.notes.count
        var cursor = MIDICursor(bytes, from: chunk.start, to: chunk.end)
        let last = read(&cursor)
        track.notes = first..<events.notes.count
        let hanging = open.removeAll()
        if hanging > 0 {
            let notes = hanging == 1 ? "1 note" : "\(hanging) notes"
            problems.add(.warning, "track \(number): skipped \(notes) without a note-off", at: last)
        }
        events.tracks.append(track)
    }

    /// Reads the events of a track.
    ///
    /// - Returns: the offset at which reading ended.
    private mutating func read(_ cursor: inout MIDICursor) -> Int {
        var time = 0
        var status: UInt8 = 0
        while !cursor.isAtEnd {
            let start = cursor.place
            guard let delta = cursor.variableNumber() else {
                // A file that was cut off ends within a delta time or an event.
                report(
                    cursor.isAtEnd ? .warning : .error, "the delta time is truncated or longer than four bytes",
                    at: start)
                return start
            }
            time += delta * scale
            guard time <= Self.latest else {
                report(.error, "the time exceeds 2^40 ticks", at: start)
                return start
            }
            guard var byte = cursor.next() else {
                report(.warning, "the track ends after a delta time", at: start)
                return start
            }
            if byte < 0x80 {
                // Running status.
                guard status != 0 else {
                    report(.error, "the event has no status byte", at: cursor.place - 1)
                    return start
                }
                cursor.back()
                byte = status
            } else if byte < 0xF0 {
                status = byte
            }
            switch byte >> 4 {
            case 0x9, 0x8:
                guard let key = cursor.next(), let velocity = cursor.next() else { return reportTruncation(start) }
                guard key < 0x80 else {
                    report(.error, "note number \(key), expected 0 to 127", at: cursor.place - 2)
                    return start
                }
                if velocity >= 0x80 { reportRange(at: start) }
                let slot = Int(byte & 0xF) << 7 | Int(key)
                if byte >= 0x90, velocity > 0 {
                    strike(slot, min(velocity, 127), at: time)
                } else {
                    open.end(slot, at: time, &events.notes)
                }
            case 0xA, 0xB, 0xE:
                guard let first = cursor.next(), let second = cursor.next() else { return reportTruncation(start) }
                if (first | second) & 0x80 != 0 { reportRange(at: start) }
                addControl(byte, min(first, 127), min(second, 127), at: time)
            case 0xC:
                guard let program = cursor.next() else { return reportTruncation(start) }
                setProgram(Int16(min(program, 127)), channel: Int(byte & 0xF))
                addControl(byte, min(program, 127), 0, at: time)
            case 0xD:
                guard let pressure = cursor.next() else { return reportTruncation(start) }
                addControl(byte, min(pressure, 127), 0, at: time)
            default:
                switch byte {
                case 0xFF:
                    guard let kind = cursor.next(), let range = cursor.block() else { return reportTruncation(start) }
                    if kind == 0x2F {
                        if !cursor.isAtEnd { report(.warning, "events after the end of the track", at: cursor.place) }
                        return start
                    }
                    readMeta(kind, range, at: time)
                case 0xF0, 0xF7:
                    guard cursor.block() != nil else { return reportTruncation(start) }
                default:
                    // System messages that are only allowed on the wire.
                    report(.warning, "system message, which is not allowed in files; ignored", at: start)
                    let length = byte == 0xF2 ? 2 : byte == 0xF1 || byte == 0xF3 ? 1 : 0
                    guard cursor.skip(length) else { return reportTruncation(start) }
                }
            }
        }
        report(.warning, "the end-of-track event is missing", at: cursor.place)
        return cursor.place
    }

    @inline(__always)
    private mutating func strike(_ slot: Int, _ velocity: UInt8, at time: Int) {
        let channel = UInt8(truncatingIfNeeded: slot >> 7)
        track.channels |= 1 << UInt16(channel)
        open.start(slot, &events.notes)
        events.notes.append(
            MIDIEvents.Note(
                onset: time, duration: -1, next: -1, key: UInt8(truncatingIfNeeded: slot & 0x7F), velocity: velocity,
                channel: channel))
    }

    private mutating func setProgram(_ program: Int16, channel: Int) {
        if track.channels >> UInt16(channel) & 1 == 0 || track.programs[channel] < 0 {
            track.programs[channel] = program
        }
        if events.programs[channel] < 0 { events.programs[channel] = program }
    }

    private mutating func addControl(_ status: UInt8, _ first: UInt8, _ second: UInt8, at time: Int) {
        let control: Control =
            switch status >> 4 {
            case 0xA: .keyPressure(first, second)
            case 0xB: .controller(first, second)
            case 0xC: .program(first)
            case 0xD: .pressure(first)
            default: .bend(UInt16(second) << 7 | UInt16(first))
            }
        track.controls.append(MIDIEvents.ChannelControl(channel: status & 0xF, event: Timed(time, control)))
    }

    // MARK: Meta events

    private mutating func readMeta(_ kind: UInt8, _ range: Range<Int>, at time: Int) {
        switch kind {
        case 0x01:
            if number == 1 { events.texts.append(text(range)) }
            // A karaoke file has its words in the texts of a track.
            track.texts.append(Timed(time, MIDIText.decode(bytes[range])))
        case 0x03 where track.name.isEmpty: track.name = text(range)
        case 0x04 where track.instrument.isEmpty: track.instrument = text(range)
        case 0x05: track.lyrics.append(Timed(time, MIDIText.decode(bytes[range])))
        case 0x06: events.markers.append(Timed(time, text(range)))
        case 0x51: readTempo(range, at: time)
        case 0x58: readMeter(range, at: time)
        case 0x59: readKey(range, at: time)
        default: break
        }
    }

    private mutating func readTempo(_ range: Range<Int>, at time: Int) {
        let microseconds = range.count == 3 ? bytes.number(at: range.lowerBound, bytes: 3) : 0
        guard microseconds > 0 else { return report(.warning, "invalid tempo; ignored", at: range.lowerBound) }
        events.tempos.append(Timed(time, Tempo(bpm: Self.bpm(microseconds))))
    }

    /// Returns quarters per minute, with the fewest decimals that give the same microseconds: 90 for 666 667.
    private static func bpm(_ microseconds: Int) -> Double {
        let exact = 60e6 / Double(microseconds)
        for places in [1.0, 10, 100, 1000] {
            let rounded = (exact * places).rounded() / places
            if (60e6 / rounded).rounded() == Double(microseconds) { return rounded }
        }
        return exact
    }

    private mutating func readMeter(_ range: Range<Int>, at time: Int) {
        guard range.count >= 2, case let beats = Int(bytes[range.lowerBound]), beats > 0,
            case let power = bytes[range.lowerBound + 1], power <= 7
        else { return report(.warning, "invalid time signature; ignored", at: range.lowerBound) }
        events.meters.append(Timed(time, Meter(beats, 1 << Int(power))))
    }

    private mutating func readKey(_ range: Range<Int>, at time: Int) {
        guard range.count == 2, case let sharps = Int(Int8(bitPattern: bytes[range.lowerBound])), abs(sharps) <= 7,
            case let mode = bytes[range.lowerBound + 1], mode <= 1
        else { return report(.warning, "invalid key signature; ignored", at: range.lowerBound) }
        let tonic = PitchClass(fifths: mode == 0 ? sharps : sharps + 3)
        events.keys.append(Timed(time, Key(tonic, mode == 0 ? .major : .minor)))
    }

    /// Decodes a text; control characters become spaces, and the ends are trimmed.
    private func text(_ range: Range<Int>) -> String { MIDIText.decode(bytes[range]).trimmed }

    // MARK: Problems

    private mutating func report(_ severity: Diagnostic.Severity, _ message: String, at place: Int) {
        problems.add(severity, "track \(number): \(message)", at: place)
    }

    private mutating func reportTruncation(_ place: Int) -> Int {
        if isCut {
            report(.warning, "the event extends beyond the end of the file; the notes before it are kept", at: place)
        } else {
            report(.error, "the event extends beyond the end of the track", at: place)
        }
        return place
    }

    private mutating func reportRange(at place: Int) {
        if isRangeReported { return }
        isRangeReported = true
        report(.warning, "data byte above 127; read as 127", at: place)
    }
}
