import MuseProtocols

/// Bars, positions, programs and notes, each with the bar and position where it is; all tracks in one sequence.
///
/// Source: Ren et al., "PopMAG: Pop Music Accompaniment Generation", ACM Multimedia 2020,
/// https://doi.org/10.1145/3394171.3413721. Tokens as in MidiTok 3.1.0, one after another. All bars are 4/4.
struct MuMIDIScheme: EventScheme {
    static let features: [EventFeature] = [.tempos, .chords]
    static let schema = Schema(
        "mumidi",
        "encodes bars, positions, programs and notes, each with its bar and position; all tracks in one sequence",
        source: "Ren et al. 2020, PopMAG, ACM Multimedia; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features, [EventSettings.programs, EventSettings.maxBarsOf60]).filter {
            $0.info.name != EventSettings.useDrumPitches.info.name
        })

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let maxBars: Int

    init(_ settings: Settings) throws {
        var options = try EventOptions(settings, Self.features)
        options.programs = EventOptions.ordered(try settings[EventSettings.programs])
        options.isOneStream = true
        self.options = options
        maxBars = try settings[EventSettings.maxBarsOf60]
        let values = TimeValues(options.beatRes)
        preprocessor = EventPreprocessor(
            options, .positions, TickTables(values, ticksPerBeat: options.ticksPerBeat))
        let positions = options.positionsPerBeat * 4
        var tokens = EventVocabulary()
        tokens.add(.pitch, "Pitch", options.pitches)
        // MidiTok always has these.
        tokens.add(.pitchDrum, "PitchDrum", options.drumPitches)
        tokens.add(.bar, ["Bar_None"])
        tokens.add(.position, "Position", 0..<positions)
        tokens.add(.program, "Program", options.programs ?? [])
        if options.usesChords { tokens.add(.chord, "Chord", ChordNames(options).names) }
        tokens.add(.barPlace, "BarPosEnc", 0..<maxBars)
        tokens.add(.noPositionPlace, ["PositionPosEnc_None"])
        tokens.add(.positionPlace, "PositionPosEnc", 0..<positions)
        if let tempos = options.tempos { tokens.add(.tempo, "Tempo", tempos) }
        tokens.addNotes(options, values.names)
        self.tokens = tokens
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        let events = notes(of: music)
        let meter = MeterTicks(
            .fourFour, ticksPerQuarter: music.ticksPerQuarter, positionsPerBeat: options.positionsPerBeat)
        var result: [TokenID] = []
        result.reserveCapacity(8 * events.count)
        var (tick, bar, position, left) = (-1, -1, 0, 0)
        var program: Int16?
        var tempo = 0
        func place(_ positionPlace: TokenID) {
            result.append(tokens.id(.barPlace, bar))
            result.append(positionPlace)
            if options.tempos != nil { result.append(tokens.id(.tempo, music.tempos[tempo].index)) }
        }
        for event in events {
            let time = Int(event.time)
            guard time / meter.bar < maxBars else {
                left += 1
                continue
            }
            while tempo + 1 < music.tempos.count, music.tempos[tempo + 1].time <= time { tempo += 1 }
            if time != tick {
                (tick, position) = (time, time % meter.bar / meter.position)
                program = nil
                while bar < time / meter.bar {
                    bar += 1
                    result.append(tokens.id(.bar))
                    place(tokens.id(.noPositionPlace))
                }
                result.append(tokens.id(.position, position))
                place(tokens.id(.positionPlace, position))
            }
            if event.program != program {
                program = event.program
                result.append(tokens.id(.program, options.index(ofProgram: Int(event.program)) ?? 0))
                place(tokens.id(.positionPlace, position))
            }
            result.append(event.token)
            place(tokens.id(.positionPlace, position))
            if event.velocity >= 0 { result.append(event.velocity) }
            if event.duration >= 0 { result.append(event.duration) }
        }
        if left > 0 { music.losses.append("\(left) note\(left == 1 ? "" : "s") after bar \(maxBars)") }
        return [result]
    }

    /// The notes and chords in order of time, then program.
    private func notes(of music: EventMusic) -> [SequenceEvent] {
        let chords = ChordDetection(options)
        var events: [SequenceEvent] = []
        for track in music.tracks {
            let program = Int16(track.program)
            if options.usesChords, !track.isDrums {
                for chord in chords.chords(track.notes, music) {
                    let time = Int32(clamping: chord.time)
                    events.append(
                        SequenceEvent(
                            time: time, end: time, program: program, kind: .chord,
                            token: tokens.id(.chord, chord.index)))
                }
            }
            let lowest = (track.isDrums ? options.drumPitches : options.pitches).lowerBound
            let first = tokens.id(track.isDrums ? .pitchDrum : .pitch) - TokenID(lowest)
            for note in track.notes {
                events.append(
                    SequenceEvent(
                        time: note.onset, end: note.end, program: program, kind: .note,
                        token: first + TokenID(note.pitch),
                        velocity: options.velocities.isEmpty ? -1 : tokens.id(.velocity, Int(note.velocity)),
                        duration: tokens.id(.duration, Int(note.durationIndex))))
            }
        }
        let order = events.indices.sorted {
            (events[$0].time, events[$0].program, $0) < (events[$1].time, events[$1].program, $1)
        }
        return order.map { events[$0] }
    }
}
