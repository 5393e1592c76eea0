import MuseProtocols

/// Bars, positions in bars and notes of pitch, velocity and duration.
///
/// Source: Huang and Yang, "Pop Music Transformer: Beat-based Modeling and Generation of Expressive Pop Piano
/// Compositions", ACM Multimedia 2020, https://doi.org/10.1145/3394171.3413671. With programs and meters, REMI+: von
/// Rütte et al., "FIGARO: Controllable Music Generation using Learned and Expert Features", ICLR 2023,
/// https://arxiv.org/abs/2201.10936. Tokens as in MidiTok 3.1.0.
struct RemiScheme: EventScheme {
    static let features: [EventFeature] = [
        .programs, .programChanges, .meters, .tempos, .keys, .chords, .rests, .pedals, .bends, .intervals,
    ]
    static let schema = Schema(
        "remi",
        "encodes bars, positions in bars, and notes of pitch, velocity and duration; performances and several tracks",
        source: "Huang and Yang 2020, Pop Music Transformer, ACM Multimedia; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features, [EventSettings.maxBars, EventSettings.barEnds, EventSettings.trailingBars]))

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let maxBars: Int?
    let hasBarEnds: Bool
    let hasTrailingBars: Bool
    let rests: TickTables?

    init(_ settings: Settings) throws {
        options = try EventOptions(settings, Self.features)
        maxBars = try settings.optional(EventSettings.maxBars)
        hasBarEnds = try settings[EventSettings.barEnds]
        hasTrailingBars = try settings[EventSettings.trailingBars]
        let durations = TimeValues(options.beatRes)
        rests = options.restRes.map { [options] in
            TickTables(TimeValues($0), ticksPerBeat: options.ticksPerBeat)
        }
        preprocessor = EventPreprocessor(
            options, .positions, TickTables(durations, ticksPerBeat: options.ticksPerBeat))
        var tokens = EventVocabulary()
        tokens.add(.bar, maxBars.map { (0..<$0).map { "Bar_\($0)" } } ?? ["Bar_None"])
        if hasBarEnds { tokens.add(.barEnd, ["Bar_End"]) }
        tokens.addNotes(options, durations.names)
        tokens.add(.position, "Position", 0..<(options.positionsPerBeat * options.maxBeats))
        tokens.addOthers(options)
        self.tokens = tokens
    }

    var beats: (any BeatTracker)? { RemiBeats(tokens, positionsPerBeat: options.positionsPerBeat) }

    func sequences(of music: inout EventMusic) throws -> [[TokenID]] {
        let music = music
        return try EventList.sequences(options, tokens, music).enumerated().map { index, list in
            try sequence(list.events, music, track: music.tracks.indices.contains(index) ? index : nil)
        }
    }

    private func sequence(_ events: [SequenceEvent], _ music: EventMusic, track: Int?) throws -> [TokenID] {
        var writer = EventWriter(tokens, options, capacity: 5 * events.count + 16)
        writer.openTrack(track.map { music.tracks[$0].program })
        var meter = music.meters.first?.index
        var clock = BarClock(
            meter.map { options.allMeters[$0] } ?? .fourFour, ticksPerQuarter: music.ticksPerQuarter,
            positionsPerBeat: options.positionsPerBeat)
        var previous = -1
        /// The end of the last note.
        var noteEnd = 0
        var last = SequenceEvent.Kind.note
        for event in events {
            let time = Int(event.time)
            if time != previous {
                if let rests { rest(until: time, rests, &previous, noteEnd, &clock, &writer) }
                try addBars(until: time, before: event.kind, meter, &clock, &writer)
                if event.kind != .meter {
                    writer.append(.position, (time - clock.barStart) / clock.meter.position)
                }
                previous = time
            }
            if event.kind == .meter {
                let index = Int(event.token - tokens.id(.meter))
                clock.change(to: options.allMeters[index], at: time)
                meter = index
                // The next event states its position even at the same time.
                previous -= 1
            }
            writer.append(event)
            noteEnd = max(noteEnd, Int(event.end))
            last = event.kind
        }
        if hasTrailingBars, noteEnd > previous {
            try addBars(until: noteEnd, before: last, meter, &clock, &writer)
        }
        return writer.tokens
    }

    /// Writes the rest between the end of the last note and a time, and moves `previous` to its end.
    private func rest(
        until time: Int, _ rests: TickTables, _ previous: inout Int, _ noteEnd: Int, _ clock: inout BarClock,
        _ writer: inout EventWriter
    ) {
        let table = rests[clock.meter.beat]
        guard let shortest = table.ticks.first, time - noteEnd >= shortest else { return }
        previous = max(noteEnd, previous)
        while let index = table.index(floor: time - previous) {
            writer.append(.rest, index)
            previous += table.ticks[index]
        }
        // Bars that begin during the rest have no token.
        let bar = clock.bar(at: previous)
        if bar > clock.bar {
            clock.barStart += (bar - max(0, clock.bar)) * clock.meter.bar
            clock.bar = bar
        }
    }

    private func addBars(
        until time: Int, before kind: SequenceEvent.Kind, _ meter: Int?, _ clock: inout BarClock,
        _ writer: inout EventWriter
    ) throws {
        let bar = clock.bar(at: time)
        guard bar > clock.bar else { return }
        let count = bar - clock.bar
        for number in 1...count {
            let next = clock.bar + 1
            clock.move(to: next)
            if hasBarEnds, next > 0 { writer.append(.barEnd) }
            if let maxBars {
                // MidiTok adds the number of bars that were begun at the same time.
                let name = options.isCompatible ? next + number - 1 : next
                guard name < maxBars else {
                    throw TokenizationError("bar \(name + 1) has no token; max_bar_embedding is \(maxBars)")
                }
                writer.append(.bar, name)
            } else {
                writer.append(.bar)
            }
            if let meter, !(kind == .meter && number == count) { writer.append(.meter, meter) }
        }
    }
}
