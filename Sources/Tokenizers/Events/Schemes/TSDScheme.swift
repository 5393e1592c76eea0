import MuseProtocols

/// Shifts of time and notes of pitch, velocity and duration.
///
/// Source: Fradet et al., "Byte Pair Encoding for Symbolic Music", EMNLP 2023, https://arxiv.org/abs/2301.11975, where
/// it is called TSD, "time shift duration". Tokens as in MidiTok 3.1.0.
struct TSDScheme: EventScheme {
    static let features = RemiScheme.features
    static let schema = Schema(
        "tsd", "encodes shifts of time, and notes of pitch, velocity and duration; performances and several tracks",
        source: "Fradet et al. 2023, Byte Pair Encoding for Symbolic Music, EMNLP; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features))

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let writer: ShiftWriter

    init(_ settings: Settings) throws {
        options = try EventOptions(settings, Self.features)
        let values = TimeValues(options.beatRes)
        let durations = TickTables(values, ticksPerBeat: options.ticksPerBeat)
        preprocessor = EventPreprocessor(options, .positions, durations)
        var tokens = EventVocabulary()
        tokens.addNotes(options, values.names)
        tokens.add(.timeShift, "TimeShift", values.names)
        tokens.addOthers(options)
        self.tokens = tokens
        writer = ShiftWriter(options, tokens, durations, restsFollowMeters: true)
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        let music = music
        return EventList.sequences(options, tokens, music).enumerated().map { index, list in
            writer.sequence(list.events, music, track: music.tracks.indices.contains(index) ? index : nil)
        }
    }
}
