import MuseProtocols

/// Notes that all have the same types of tokens: the time since the note before, pitch, velocity and duration.
///
/// Source: Hadjeres and Crestel, "The Piano Inpainting Application", 2021, https://arxiv.org/abs/2107.05944. Tokens as
/// in MidiTok 3.1.0. Times longer than the longest shift are shortened.
struct StructuredScheme: EventScheme {
    static let features: [EventFeature] = [.programs]
    static let schema = Schema(
        "structured",
        "encodes notes as the time since the note before, pitch, velocity and duration; performances and several tracks",
        source: "Hadjeres and Crestel 2021, The Piano Inpainting Application; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features))

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor

    init(_ settings: Settings) throws {
        options = try EventOptions(settings, Self.features)
        let values = TimeValues(options.beatRes)
        preprocessor = EventPreprocessor(
            options, .positions, TickTables(values, ticksPerBeat: options.ticksPerBeat))
        var tokens = EventVocabulary()
        tokens.addNotes(options, values.names)
        // The first one is no time.
        tokens.add(.timeShift, "TimeShift", ["0.0.1"] + values.names)
        tokens.addOthers(options)
        self.tokens = tokens
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        let table = preprocessor.durations[music.ticksPerQuarter]
        var shortened = 0
        let sequences = EventList.sequences(options, tokens, music).map { list in
            var writer = EventWriter(tokens, options, capacity: 5 * list.events.count)
            // The time as the tokens say, and the time of the last event.
            var (stated, last) = (0, 0)
            for event in list.events {
                let time = Int(event.time)
                // In MidiTok, times that a token rounds are not made up for, so that errors add up.
                let shift = options.isCompatible ? time - last : time == last ? 0 : max(0, time - stated)
                if shift == 0 {
                    writer.append(.timeShift)
                } else {
                    let index = table.index(nearest: shift)
                    writer.append(.timeShift, index + 1)
                    let isShortened = index == table.ticks.count - 1 && table.ticks[index] < shift
                    if isShortened { shortened += 1 }
                    stated = isShortened ? time : stated + table.ticks[index]
                }
                last = time
                writer.append(event)
            }
            return writer.tokens
        }
        if shortened > 0 { music.losses.append("the length of \(shortened) pause\(shortened == 1 ? "" : "s")") }
        return sequences
    }
}
