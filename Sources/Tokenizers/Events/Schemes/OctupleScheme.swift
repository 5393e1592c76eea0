import MuseProtocols

/// Notes that each state everything: pitch, position, bar, velocity, duration, program, tempo and meter.
///
/// Source: Zeng et al., "MusicBERT: Symbolic Music Understanding with Large-Scale Pre-Training", Findings of ACL 2021,
/// https://doi.org/10.18653/v1/2021.findings-acl.70. Tokens as in MidiTok 3.1.0, one after another. A meter takes
/// effect in the first bar that has a note in it.
struct OctupleScheme: EventScheme {
    static let features: [EventFeature] = [.programs, .meters, .tempos]
    static let schema = Schema(
        "octuple", "encodes each note with its bar, position, pitch, velocity, duration, program, tempo and meter",
        source: "Zeng et al. 2021, MusicBERT, Findings of ACL; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features, [EventSettings.maxBarsOf60]).filter {
            $0.info.name != EventSettings.dropEqualTempos.info.name
        })

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let maxBars: Int

    init(_ settings: Settings) throws {
        var options = try EventOptions(settings, Self.features)
        options.dropsEqualTempos = true
        self.options = options
        maxBars = try settings[EventSettings.maxBarsOf60]
        let values = TimeValues(options.beatRes)
        preprocessor = EventPreprocessor(
            options, .positions, TickTables(values, ticksPerBeat: options.ticksPerBeat))
        var tokens = EventVocabulary()
        tokens.add(.pitch, "Pitch", options.pitches)
        if options.usesDrumPitches { tokens.add(.pitchDrum, "PitchDrum", options.drumPitches) }
        tokens.add(.position, "Position", 0..<(options.positionsPerBeat * options.maxBeats))
        tokens.add(.bar, "Bar", 0..<maxBars)
        tokens.addNotes(options, values.names)
        if let programs = options.programs { tokens.add(.program, "Program", programs) }
        tokens.addOthers(options)
        self.tokens = tokens
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        var left = 0
        let copy = music
        let sequences = EventList.sequences(options, tokens, music).map { sequence($0.events, copy, &left) }
        if left > 0 { music.losses.append("\(left) note\(left == 1 ? "" : "s") after bar \(maxBars)") }
        return sequences
    }

    /// - Parameter left: incremented by the number of notes in bars without a token.
    private func sequence(_ events: [SequenceEvent], _ music: EventMusic, _ left: inout Int) -> [TokenID] {
        var result: [TokenID] = []
        result.reserveCapacity(8 * events.count)
        var meter = options.meters?.firstIndex(of: .fourFour) ?? 0
        var clock = BarClock(
            .fourFour, ticksPerQuarter: music.ticksPerQuarter, positionsPerBeat: options.positionsPerBeat)
        clock.move(to: 0)
        var tempo = tokens.id(.tempo, preprocessor.timelines.defaultTempo)
        var (previous, position) = (0, 0)
        for event in events {
            let time = Int(event.time)
            if time != previous {
                clock.move(to: clock.bar(at: time))
                position = (time - clock.barStart) / clock.meter.position
                previous = time
            }
            switch event.kind {
            case .meter:
                meter = Int(event.token - tokens.id(.meter))
                clock.change(to: options.allMeters[meter], at: time)
            case .tempo: tempo = event.token
            case .note:
                guard clock.bar < maxBars else {
                    left += 1
                    continue
                }
                result.append(event.token)
                result.append(tokens.id(.position, position))
                result.append(tokens.id(.bar, clock.bar))
                if event.velocity >= 0 { result.append(event.velocity) }
                result.append(event.duration)
                if let index = options.index(ofProgram: Int(event.program)) {
                    result.append(tokens.id(.program, index))
                }
                if options.tempos != nil { result.append(tempo) }
                if options.meters != nil { result.append(tokens.id(.meter, meter)) }
            default: break
            }
        }
        return result
    }
}
