import MuseProtocols

/// Starts and ends of notes with shifts of time between them, as the messages of a MIDI file.
///
/// Source: Oore et al., "This Time with Feeling: Learning Expressive Musical Performance", Neural Computing and
/// Applications 32, 2020, https://arxiv.org/abs/1808.03715. Tokens as in MidiTok 3.1.0.
struct MIDILikeScheme: EventScheme {
    static let features = RemiScheme.features
    static let schema = Schema(
        "midi_like", "encodes starts and ends of notes and shifts of time; performances and several tracks",
        source: "Oore et al. 2020, This Time with Feeling, Neural Computing and Applications 32; MidiTok 3.1.0",
        version: 2,
        EventFeature.settings(features))

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let writer: ShiftWriter

    init(_ settings: Settings) throws {
        options = try EventOptions(settings, Self.features)
        let values = TimeValues(options.beatRes)
        let durations = TickTables(values, ticksPerBeat: options.ticksPerBeat)
        preprocessor = EventPreprocessor(options, .positionsOfEnds, durations)
        var tokens = EventVocabulary()
        tokens.addNotes(options, values.names, hasEnds: true)
        tokens.add(.timeShift, "TimeShift", values.names)
        tokens.addOthers(options, hasEnds: true)
        self.tokens = tokens
        writer = ShiftWriter(options, tokens, durations, restsFollowMeters: false)
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        if !options.isCompatible { for i in music.tracks.indices { music.tracks[i].endFirstStartedFirst() } }
        let music = music
        return EventList.sequences(options, tokens, music, hasEnds: true).enumerated().map { index, list in
            writer.sequence(list.events, music, track: music.tracks.indices.contains(index) ? index : nil)
        }
    }
}

extension EventMusic.Track {
    /// Reassigns the ends of overlapping notes of one pitch so that the one that started first ends first, as the end
    /// of a note is understood.
    mutating func endFirstStartedFirst() {
        var sounding = [[Int]](repeating: [], count: 128)
        for i in notes.indices {
            let pitch = Int(notes[i].pitch)
            sounding[pitch].removeAll { notes[$0].end <= notes[i].onset }
            sounding[pitch].append(i)
            guard sounding[pitch].count > 1 else { continue }
            let ends = sounding[pitch].map { notes[$0].end }.sorted()
            for (note, end) in zip(sounding[pitch], ends) { notes[note].duration = end - notes[note].onset }
        }
    }
}
