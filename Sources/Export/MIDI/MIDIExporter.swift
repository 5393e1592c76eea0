package import MuseMusic
package import MuseProtocols

/// Writes Standard MIDI Files of format 1: the score as played, with repeats unfolded and ties merged.
///
/// Track 0 contains title, provenance, tempos, meters, keys and part labels; one track per part follows. MIDI has only
/// major and minor keys: every mode other than minor is written as major. Grace notes and decorations are not played.
package struct MIDIExporter: Exporter {
    static let tempo = Setting<Double>(
        "tempo", in: 4...10_000, default: nil, unit: "quarter notes per minute",
        "tempo of the whole file; by default that of the score, otherwise the usual tempo of its rhythm")
    static let program = Setting<Int>(
        "program", in: 0...127, default: nil, unit: "General MIDI program",
        "instrument of all parts except drums; by default that of each part")
    static let accent = Setting<Int>(
        "accent", in: 0...47, default: 0,
        "velocity added to the first note of a bar; notes on other beats get half of it")

    package static let schema = Schema(
        "midi", "writes Standard MIDI Files, format 1", source: "Standard MIDI Files 1.0, RP-001, MMA 1996",
        [tempo, program, accent])

    private let tempo: Double?
    private let program: Int?
    private let accent: Int

    package init(_ settings: Settings) throws {
        tempo = try settings.optional(Self.tempo)
        program = try settings.optional(Self.program)
        accent = try settings[Self.accent]
    }

    package init(tempo: Double? = nil, program: Int? = nil, accent: Int = 0) {
        self.tempo = tempo
        self.program = program
        self.accent = accent
    }

    package var fileExtensions: [String] { ["mid", "midi"] }
    package var holdsManyTunes: Bool { false }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        precondition(scores.count == 1, "a MIDI file holds one tune, not \(scores.count)")
        let score = scores[0].played()
        let clock = try MIDIClock(score)
        let channels = MIDIChannels(
            try score.parts.indices.map { try notes(of: score, part: $0, clock) },
            isDrums: score.parts.map(\.isDrums))
        let end = try clock.tick(score.end)
        var tracks = try ConductorTrack(score, tempo: tempo, clock: clock, provenance: provenance).chunk(end: end)
        var perPart = [[ChannelNote]](repeating: [], count: score.parts.count)
        for note in channels.notes { perPart[note.part].append(note) }
        for (i, part) in score.parts.enumerated() {
            tracks += try track(part, notes: perPart[i], channels: channels.channels[i], end: end)
        }
        guard let count = UInt16(exactly: score.parts.count + 1) else {
            throw ExportError("a MIDI file holds at most 65534 parts, the score has \(score.parts.count)")
        }
        let head = bigEndian(UInt16(1)) + bigEndian(count) + bigEndian(UInt16(clock.ticksPerQuarter))
        return Array("MThd".utf8) + bigEndian(UInt32(6)) + head + tracks
    }

    private func notes(of score: Score, part: Int, _ clock: MIDIClock) throws -> [ChannelNote] {
        var stress = MetricAccent(score, accent: accent)
        return try score.parts[part].notes.map { note in
            guard let pitch = UInt8(exactly: note.pitch.midi), pitch < 128 else {
                throw ExportError("MIDI has no note \(note.pitch); its range is C-1 to G9")
            }
            let onset = try clock.tick(note.onset)
            let (end, overflow) = note.onset.addingReportingOverflow(note.duration)
            guard !overflow else { throw ExportError("the end of a note overflows") }
            let velocity = min(max(Int(note.velocity), 1) + stress.extra(at: note.onset), 127)
            // A note-on and its note-off at the same tick would leave the note sounding.
            return ChannelNote(
                onset: onset, end: max(try clock.tick(max(end, 0)), onset + 1), pitch: pitch,
                velocity: UInt8(velocity), channel: 0, part: part)
        }
    }

    private func track(_ part: Part, notes: [ChannelNote], channels: [UInt8], end: Int) throws -> [UInt8] {
        var track = MIDITrack()
        if !part.name.isEmpty { try track.meta(.name, part.name.utf8, at: 0) }
        for channel in channels {
            let number = part.isDrums ? part.program : program ?? part.program
            try track.message(0xC0 | channel, UInt8(min(max(number, 0), 127)), at: 0)
        }
        // Note-offs come before note-ons at the same tick, so that a repeated pitch is struck again.
        var strokes = notes.map { (tick: $0.onset, isOn: true, note: $0) }
        strokes += notes.map { (tick: $0.end, isOn: false, note: $0) }
        let order = strokes.indices.sorted { a, b in
            let (x, y) = (strokes[a], strokes[b])
            return (x.tick, x.isOn ? 1 : 0, a) < (y.tick, y.isOn ? 1 : 0, b)
        }
        for i in order {
            let (tick, isOn, note) = strokes[i]
            if isOn {
                try track.message(0x90 | note.channel, note.pitch, note.velocity, at: tick)
            } else {
                try track.message(0x80 | note.channel, note.pitch, 64, at: tick)
            }
        }
        return try track.finish(at: end)
    }
}
