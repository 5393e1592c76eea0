import MuseProtocols

/// Writes events with shifts of time between them.
///
/// Source: MidiTok 3.1.0, `TSD` and `MIDILike._add_time_events`. A time that is longer than the longest shift takes
/// several, each the longest that fits.
struct ShiftWriter {
    let options: EventOptions
    let tokens: EventVocabulary
    let shifts: TickTables
    let rests: TickTables?
    /// Whether a meter counts as the end of a note, so that a rest can follow it.
    let restsFollowMeters: Bool

    init(_ options: EventOptions, _ tokens: EventVocabulary, _ shifts: TickTables, restsFollowMeters: Bool) {
        self.options = options
        self.tokens = tokens
        self.shifts = shifts
        self.restsFollowMeters = restsFollowMeters
        rests = options.restRes.map { TickTables(TimeValues($0), ticksPerBeat: options.ticksPerBeat) }
    }

    func sequence(_ events: [SequenceEvent], _ music: EventMusic, track: Int?) -> [TokenID] {
        var writer = EventWriter(tokens, options, capacity: 6 * events.count + 16)
        writer.openTrack(track.map { music.tracks[$0].program })
        var previous = 0
        /// The end of the last note.
        var noteEnd = 0
        var beat = music.ticksPerQuarter
        var table = shifts[beat]
        var restTable = rests?[beat]
        for event in events {
            let time = Int(event.time)
            if time != previous {
                if let restTable, let shortest = restTable.ticks.first, time - noteEnd >= shortest {
                    previous = max(noteEnd, previous)
                    while let index = restTable.index(floor: time - previous) {
                        writer.append(.rest, index)
                        previous += restTable.ticks[index]
                    }
                }
                while time > previous, let index = table.index(floor: time - previous) {
                    writer.append(.timeShift, index)
                    previous += table.ticks[index]
                }
                previous = time
            }
            if event.kind == .meter {
                beat = music.ticksPerQuarter * 4 / options.allMeters[Int(event.token - tokens.id(.meter))].unit
                if beat != table.ticksPerBeat {
                    table = shifts[beat]
                    restTable = rests?[beat]
                }
            }
            writer.append(event)
            switch event.kind {
            case .noteOff where options.programs == nil || options.statesProgramChanges: break
            case .meter where !restsFollowMeters: break
            default: noteEnd = max(noteEnd, Int(event.end))
            }
        }
        return writer.tokens
    }
}
