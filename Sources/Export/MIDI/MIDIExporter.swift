package import MuseMusic
package import MuseProtocols

/// Writes Standard MIDI Files of format 1: the score as played, with repeats unfolded, jumps followed and ties
/// merged.
///
/// Track 0 contains title, provenance, tempos, meters, keys and part labels; one track per part follows, with its
/// lyrics. MIDI has only major and minor keys: every mode other than minor is written as major. Dynamics and accents
/// set velocities (`Expression`), as does the position in the bar. Grace notes and rolls are played on request, other
/// ornaments are not.
///
/// A performance, a score read from a MIDI file, keeps its velocities, controllers, bends and changes of program.
package struct MIDIExporter: Exporter {
    /// The velocity added to the first note of a bar by default.
    package static let usualAccent = 15
    /// The General MIDI program of the chords by default.
    package static let guitar = 24

    static let tempo = Setting<Double>(
        "tempo", in: 4...10_000, default: nil, unit: "quarter notes per minute",
        "tempo of the whole file; by default that of the score, otherwise the usual tempo of its rhythm")
    static let program = Setting<Int>(
        "program", in: 0...127, default: nil, unit: "General MIDI program",
        "instrument of all parts except drums; by default that of each part")
    static let accent = Setting<Int>(
        "accent", in: 0...47, default: usualAccent,
        "velocity added to the first note of a bar; notes on other beats get half of it; music from MIDI files keeps its "
            + "velocities")
    static let swing = Setting<Double>(
        "swing", in: 0...1, default: 0,
        "lengthening of the first of two even eighths: 0 is even, 0.67 as in triplets, 1 dotted; for hornpipes, 0.3 to 0.6"
    )
    static let chords = Setting<Bool>(
        "chords", default: false, "whether chord symbols are played, by a part of its own with bass and chords")
    static let chordProgram = Setting<Int>(
        "chord_program", in: 0...127, default: guitar, unit: "General MIDI program", "instrument of the chords")

    static let ornaments = Setting<Bool>(
        "ornaments", default: false, "whether grace notes and rolls are played, on the beat")

    /// Also those of exporters that write what a MIDI file plays.
    static let settings: [any AnySetting] = [
        tempo, program, accent, swing, chords, chordProgram, ornaments,
    ]

    package static let schema = Schema(
        "midi", "writes Standard MIDI Files, format 1", source: "Standard MIDI Files 1.0, RP-001, MMA 1996", settings)

    private let tempo: Double?
    private let program: Int?
    private let accent: Int
    private let swing: Double
    /// nil if chord symbols are not played.
    private let chordProgram: Int?
    var playsChordSymbols: Bool { chordProgram != nil }
    let playsOrnaments: Bool

    package init(_ settings: Settings) throws {
        tempo = try settings.optional(Self.tempo)
        program = try settings.optional(Self.program)
        accent = try settings[Self.accent]
        swing = try settings[Self.swing]
        playsOrnaments = try settings[Self.ornaments]
        let playsChords = try settings[Self.chords]
        let chordProgram = try settings[Self.chordProgram]
        self.chordProgram = playsChords ? chordProgram : nil
    }

    package init(
        tempo: Double? = nil, program: Int? = nil, accent: Int = 0, swing: Double = 0, chordProgram: Int? = nil
    ) {
        playsOrnaments = false
        self.swing = swing
        self.chordProgram = chordProgram
        self.tempo = tempo
        self.program = program
        self.accent = accent
    }

    package var fileExtensions: [String] { ["mid", "midi"] }
    package var formatName: String { "MIDI" }
    package var scoreForm: ScoreForm { .performed }
    package var settingsReplacedByBand: [String] {
        [Self.accent.info, Self.swing.info, Self.chords.info, Self.chordProgram.info, Self.ornaments.info]
            .map(\.name)
    }
    package var holdsManyTunes: Bool { false }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        precondition(scores.count == 1, "a MIDI file holds one tune, not \(scores.count)")
        var score = (playsOrnaments ? scores[0].playingOrnaments() : scores[0]).played()
        let isPerformance = score.performance != nil
        let bars = isPerformance ? [] : MeteredBar.bars(of: score)
        if !isPerformance { express(&score, bars) }
        let clock = try MIDIClock.exact(for: score)
        let stress = MetricAccent(bars, accent: accent)
        let channels = MIDIChannels(
            try score.parts.map { try notes(of: $0, clock, stress) }, isDrums: score.parts.map(\.isDrums))
        let end = try clock.tick(score.end)
        guard let count = UInt16(exactly: score.parts.count + 1) else {
            throw ExportError("a MIDI file holds at most 65534 parts, the score has \(score.parts.count)")
        }
        var tracks = [try ConductorTrack(score, tempo: tempo, clock: clock, provenance: provenance).chunk(end: end)]
        for (i, part) in score.parts.enumerated() {
            tracks.append(
                try track(
                    part, notes: channels.parts[i], channels: channels.channels[i], port: channels.ports[i], clock,
                    end: end))
        }
        var file: [UInt8] = []
        file.reserveCapacity(tracks.reduce(14) { $0 + $1.count })
        file += "MThd".utf8
        file.append(bigEndian: UInt32(6))
        for number in [1, count, UInt16(clock.ticksPerQuarter)] { file.append(bigEndian: number) }
        for track in tracks { file += track }
        return file
    }

    /// Applies what notation says about playing: dynamics, articulation, swing and chord symbols.
    private func express(_ score: inout Score, _ bars: [MeteredBar]) {
        let swing = swing > 0 ? Swing(score, bars, amount: swing) : nil
        if let chordProgram,
            let part = ChordAccompaniment.part(for: score.chordSymbols, bars, program: chordProgram)
        {
            score.parts.append(part)
        }
        for i in score.parts.indices {
            Self.express(&score.parts[i].notes)
            if let swing { score.parts[i].notes = swing.played(score.parts[i].notes) }
        }
    }

    private static func express(_ notes: inout [Note]) {
        guard notes.indices.contains(where: { !notes[$0].marks.isEmpty }) else { return }
        let expression = Expression(notes)
        for i in notes.indices where !expression.isPlain || !notes[i].marks.isEmpty {
            let note = notes[i]
            notes[i].velocity = UInt8(min(max(expression.velocity(of: note), 1), 127))
            notes[i].duration = expression.duration(of: note)
        }
    }

    private func notes(of part: Part, _ clock: MIDIClock, _ stress: MetricAccent) throws -> [ChannelNote] {
        var stress = stress
        var notes: [ChannelNote] = []
        notes.reserveCapacity(part.notes.count)
        // By index: to copy a note costs as much as to convert it, because its marks are counted references.
        for i in part.notes.indices {
            let (start, length) = (part.notes[i].onset, part.notes[i].duration)
            let midi = part.notes[i].pitch.midi
            guard (0..<128).contains(midi) else {
                throw ExportError("MIDI has no note \(part.notes[i].pitch); its range is C-1 to G9")
            }
            let onset = try clock.tick(start)
            let (end, overflow) = start.addingReportingOverflow(length)
            guard !overflow else { throw ExportError("the end of a note overflows") }
            let velocity = min(max(Int(part.notes[i].velocity), 1) + stress.extra(at: start), 127)
            // A note-on and its note-off at the same tick would leave the note sounding.
            notes.append(
                ChannelNote(
                    onset: onset, end: max(try clock.tick(max(end, 0)), onset + 1), pitch: UInt8(midi),
                    velocity: UInt8(velocity), channel: 0))
        }
        return notes
    }

    private func track(
        _ part: Part, notes: [ChannelNote], channels: [UInt8], port: Int, _ clock: MIDIClock, end: Int
    ) throws -> [UInt8] {
        var track = MIDITrack(capacity: 10 * notes.count + 64)
        if port > 0 { try track.meta(.port, [UInt8(port)], at: 0) }
        if !part.name.isEmpty { try track.meta(.name, part.name.utf8, at: 0) }
        var events = try events(of: part, notes, channels: channels, clock)
        // The program in force at the first note, unless the part's own changes set it.
        if program != nil && !part.isDrums || !events.setsProgram(by: notes.first?.onset ?? 0) {
            let number = part.isDrums ? part.program : program ?? part.program
            for channel in channels {
                try track.message(0xC0 | channel, UInt8(min(max(number, 0), 127)), at: 0)
            }
        }
        if program != nil, !part.isDrums { events.removePrograms() }
        try events.write(to: &track)
        return try track.finish(at: end)
    }

    /// The notes, controls and lyrics of a part.
    private func events(
        of part: Part, _ notes: [ChannelNote], channels: [UInt8], _ clock: MIDIClock
    ) throws -> TrackEvents {
        var events = TrackEvents(notes)
        for control in part.controls {
            let tick = try clock.tick(control.onset)
            for channel in channels { events.append(control.value, channel: channel, at: tick) }
        }
        for i in part.notes.indices where !part.notes[i].marks.isEmpty {
            guard let lyric = part.notes[i].marks.lyrics.first, !lyric.isEmpty else { continue }
            events.append(lyric: lyric, at: try clock.tick(part.notes[i].onset))
        }
        return events
    }
}
