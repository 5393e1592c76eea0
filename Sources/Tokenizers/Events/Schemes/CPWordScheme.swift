import MuseProtocols

/// Compound words: bars, positions and notes that each have as many tokens, one of each type.
///
/// Source: Hsiao et al., "Compound Word Transformer: Learning to Compose Full-Song Music over Dynamic Directed
/// Hypergraphs", AAAI 2021, https://doi.org/10.1609/aaai.v35i1.16091. Tokens as in MidiTok 3.1.0, one after another:
/// family, bar or position, pitch, velocity, duration, program, chord, rest, tempo, meter; `Ignore_None` where a word
/// has no token of a type.
struct CPWordScheme: EventScheme {
    static let features: [EventFeature] = [.programs, .meters, .tempos, .chords, .rests]
    static let schema = Schema(
        "cp_word", "encodes bars, positions and notes as compound words of one token of each type; several tracks",
        source: "Hsiao et al. 2021, Compound Word Transformer, AAAI; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features))

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let slots: CPWordSlots
    let rests: TickTables?

    init(_ settings: Settings) throws {
        options = try EventOptions(settings, Self.features)
        let values = TimeValues(options.beatRes)
        preprocessor = EventPreprocessor(
            options, .positions, TickTables(values, ticksPerBeat: options.ticksPerBeat))
        rests = options.restRes.map { [options] in
            TickTables(TimeValues($0), ticksPerBeat: options.ticksPerBeat)
        }
        slots = CPWordSlots(options)
        var tokens = EventVocabulary()
        tokens.add(.familyMetric, ["Family_Metric"])
        tokens.add(.familyNote, ["Family_Note"])
        tokens.add(.ignore, ["Ignore_None"])
        tokens.add(.bar, ["Bar_None"])
        tokens.add(.position, "Position", 0..<(options.positionsPerBeat * options.maxBeats))
        tokens.add(.pitch, "Pitch", options.pitches)
        if options.usesDrumPitches { tokens.add(.pitchDrum, "PitchDrum", options.drumPitches) }
        tokens.addNotes(options, values.names)
        if let programs = options.programs { tokens.add(.program, "Program", programs) }
        if options.usesChords { tokens.add(.chord, "Chord", ChordNames(options).names) }
        tokens.addOthers(options)
        self.tokens = tokens
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        let music = music
        return EventList.sequences(options, tokens, music).map { sequence($0.events, music) }
    }

    private func sequence(_ events: [SequenceEvent], _ music: EventMusic) -> [TokenID] {
        var result: [TokenID] = []
        result.reserveCapacity(slots.count * (events.count * 3 / 2 + 16))
        var meter = music.meters.first?.index
        var clock = BarClock(
            meter.map { options.allMeters[$0] } ?? .fourFour, ticksPerQuarter: music.ticksPerQuarter,
            positionsPerBeat: options.positionsPerBeat)
        var tempo = music.tempos.first.map { tokens.id(.tempo, $0.index) }
        let ignored = [TokenID](repeating: tokens.id(.ignore), count: slots.count)
        var metric = ignored
        metric[0] = tokens.id(.familyMetric)
        var note = ignored
        note[0] = tokens.id(.familyNote)
        let firstProgram = options.programs.map { _ in tokens.id(.program) }
        var (previous, noteEnd) = (-1, 0)
        for event in events {
            let time = Int(event.time)
            if event.kind == .tempo { tempo = event.token }
            if time != previous {
                if let rests, let shortest = rests[clock.meter.beat].ticks.first, time - noteEnd >= shortest {
                    previous = noteEnd
                    let table = rests[clock.meter.beat]
                    while let index = table.index(floor: time - previous) {
                        var word = metric
                        word[slots.rest] = tokens.id(.rest, index)
                        result += word
                        previous += table.ticks[index]
                    }
                    let bar = clock.bar(at: previous)
                    if bar > clock.bar {
                        clock.barStart += (bar - max(0, clock.bar)) * clock.meter.bar
                        clock.bar = bar
                    }
                }
                let bar = clock.bar(at: time)
                if bar > clock.bar {
                    for number in clock.bar + 1...bar {
                        var word = metric
                        word[slots.bar] = tokens.id(.bar)
                        if let meter {
                            word[slots.meter] =
                                number == bar && event.kind == .meter
                                ? event.token : tokens.id(.meter, meter)
                        }
                        result += word
                    }
                    clock.move(to: bar)
                }
                if event.kind != .meter {
                    var word = metric
                    word[slots.bar] = tokens.id(.position, (time - clock.barStart) / clock.meter.position)
                    if event.kind == .chord { word[slots.chord] = event.token }
                    if let tempo { word[slots.tempo] = tempo }
                    result += word
                }
                previous = time
            }
            switch event.kind {
            case .meter:
                let index = Int(event.token - tokens.id(.meter))
                clock.change(to: options.allMeters[index], at: time)
                meter = index
                previous -= 1
            case .note:
                note[slots.pitch] = event.token
                if event.velocity >= 0 { note[slots.velocity] = event.velocity }
                note[slots.duration] = event.duration
                if let firstProgram, let index = options.index(ofProgram: Int(event.program)) {
                    note[slots.program] = firstProgram + TokenID(index)
                }
                result += note
            default: break
            }
            noteEnd = max(noteEnd, Int(event.end))
        }
        return result
    }
}

/// The places of the types of tokens in a compound word; -1 for types that it lacks.
struct CPWordSlots: Hashable {
    let bar = 1
    let pitch = 2
    private(set) var velocity = -1
    private(set) var duration = -1
    private(set) var program = -1
    private(set) var chord = -1
    private(set) var rest = -1
    private(set) var tempo = -1
    private(set) var meter = -1
    private(set) var count = 3

    init(_ options: EventOptions) {
        func place(_ has: Bool) -> Int {
            guard has else { return -1 }
            count += 1
            return count - 1
        }
        velocity = place(!options.velocities.isEmpty)
        duration = place(true)
        program = place(options.programs != nil)
        chord = place(options.usesChords)
        rest = place(options.restRes != nil)
        tempo = place(options.tempos != nil)
        meter = place(options.meters != nil)
    }
}
