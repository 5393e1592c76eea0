/// Reads the tokens of a sequence that are not times or bars.
struct SequenceReader {
    private let scheme: any EventScheme
    private let options: EventOptions
    var music: DecodedMusic
    /// The time of the next event.
    var tick = 0
    /// The end of the last note.
    private(set) var noteEnd = 0
    /// Ticks per beat of the meter in force.
    var table: TickTable

    /// The track of the sequence; nil if all tracks share it.
    private var track: Int?
    private var program = 0
    /// A note or pedal that is not complete.
    private var open: Open?
    private var pressed: [Int: Int] = [:]
    /// Notes without an end, by track and pitch.
    private var sounding: [Key: [Int]] = [:]
    private var intervals: [Int: (onset: Int, chord: Int)] = [:]
    /// Whether meters, tempos and keys count: those of the first sequence do.
    private let isFirst: Bool

    private struct Key: Hashable {
        var track: Int
        var pitch: Int
    }

    private enum Open {
        case note(pitch: Int, isDrums: Bool, velocity: Int?, hasEnd: Bool)
        case pedal(program: Int)
    }

    init(_ scheme: any EventScheme, _ music: DecodedMusic, isFirst: Bool) {
        self.scheme = scheme
        options = scheme.options
        self.music = music
        self.isFirst = isFirst
        table = scheme.preprocessor.durations[music.ticksPerQuarter]
        if !options.isOneStream { track = self.music.addTrack(program: 0) }
    }

    /// Reads a token. Tokens of times, bars and positions have no effect.
    mutating func read(_ type: EventType, _ index: Int) {
        switch (type, open) {
        case (.velocity, .note(let pitch, let isDrums, nil, let hasEnd)):
            open = .note(pitch: pitch, isDrums: isDrums, velocity: options.velocities[index], hasEnd: hasEnd)
            if hasEnd { start() }
            return
        case (.duration, .note(let pitch, let isDrums, let velocity?, hasEnd: false)):
            open = nil
            let duration = duration(index)
            _ = addNote(pitch, isDrums, velocity, duration)
            return
        case (.duration, .pedal(let program)):
            open = nil
            music.addPedal(trackIndex(program), from: tick, to: tick + duration(index))
            return
        case (.microTiming, _): return
        default: open = nil
        }
        let most = options.maxInterval ?? 0
        switch type {
        case .pitch: openNote(options.pitches.lowerBound + index, isDrums: false, hasEnd: false)
        case .pitchDrum: openNote(options.drumPitches.lowerBound + index, isDrums: true, hasEnd: false)
        case .noteOn: openNote(options.pitches.lowerBound + index, isDrums: false, hasEnd: true)
        case .drumOn: openNote(options.drumPitches.lowerBound + index, isDrums: true, hasEnd: true)
        case .intervalTime, .intervalChord:
            guard let last = intervals[program] else { return }
            let pitch = (type == .intervalTime ? last.onset : last.chord) + index - most
            guard options.pitches.contains(pitch) else { return }
            openNote(pitch, isDrums: false, hasEnd: scheme.tokens.has(.noteOn), isChord: type == .intervalChord)
        case .noteOff: end(options.pitches.lowerBound + index, isDrums: false)
        case .drumOff: end(options.drumPitches.lowerBound + index, isDrums: true)
        case .program: setProgram(options.programs?[index] ?? 0)
        case .tempo: if isFirst { add(\.tempos, index) }
        case .key: if isFirst { add(\.keys, index) }
        case .pedal:
            let program = options.programs?[index] ?? 0
            if options.pedalDurations {
                open = .pedal(program: program)
            } else if pressed[program] == nil {
                pressed[program] = tick
            }
        case .pedalOff:
            let program = options.programs?[index] ?? 0
            guard let start = pressed.removeValue(forKey: program) else { return }
            music.addPedal(trackIndex(program), from: start, to: tick)
        case .bend: music.addBend(trackIndex(program), at: tick, index)
        default: break
        }
    }

    /// Sets the meter from the current time on, whose beats lengths are in.
    mutating func setMeter(_ index: Int) {
        open = nil
        setTable(music.ticksPerQuarter * 4 / options.allMeters[index].unit)
        if isFirst { add(\.meters, index) }
    }

    /// Sets the length of a beat in ticks.
    mutating func setTable(_ ticksPerBeat: Int) {
        if ticksPerBeat != table.ticksPerBeat { table = scheme.preprocessor.durations[max(1, ticksPerBeat)] }
    }

    /// Adds a tempo at the current time, within a note or not.
    mutating func addTempo(_ index: Int) { if isFirst { add(\.tempos, index) } }

    /// Ends the notes that have no end.
    mutating func finish() -> DecodedMusic {
        for (key, notes) in sounding { for note in notes { music.setEnd(key.track, note, tick) } }
        sounding = [:]
        return music
    }

    /// Moves to the end of a rest.
    mutating func rest(_ length: Int) { tick = max(noteEnd, tick) + length }

    /// Adds a note at the current time.
    mutating func addNote(_ pitch: Int, _ isDrums: Bool, _ velocity: Int, _ duration: Int) -> Int {
        let track = trackIndex(program)
        if isDrums, self.track != nil { music.setDrums(track) }
        noteEnd = max(noteEnd, tick + duration)
        return music.addNote(track, tick, duration, pitch, velocity: velocity)
    }

    mutating func setProgram(_ program: Int) {
        self.program = program
        if let track { music.setProgram(track, program) }
    }

    private func duration(_ index: Int) -> Int { scheme.length(ofDuration: index, table) }

    private mutating func trackIndex(_ program: Int) -> Int { track ?? music.track(ofProgram: program, at: tick) }

    private mutating func openNote(_ pitch: Int, isDrums: Bool, hasEnd: Bool, isChord: Bool = false) {
        let onset = isChord ? intervals[program]?.onset ?? pitch : pitch
        if !isDrums { intervals[program] = (onset, pitch) }
        open = .note(pitch: pitch, isDrums: isDrums, velocity: options.velocities.isEmpty ? 100 : nil, hasEnd: hasEnd)
        if hasEnd, options.velocities.isEmpty { start() }
    }

    /// Starts a note that ends later.
    private mutating func start() {
        guard case .note(let pitch, let isDrums, let velocity?, _) = open else { return }
        open = nil
        let note = addNote(pitch, isDrums, velocity, 1)
        sounding[Key(track: trackIndex(program), pitch: pitch), default: []].append(note)
    }

    private mutating func end(_ pitch: Int, isDrums: Bool) {
        let track = trackIndex(program)
        guard let note = sounding[Key(track: track, pitch: pitch)]?.first else { return }
        sounding[Key(track: track, pitch: pitch)]?.removeFirst()
        music.setEnd(track, note, tick)
        noteEnd = max(noteEnd, tick)
    }

    /// Adds a change at the current time, in place of one at the same time.
    private mutating func add(_ path: WritableKeyPath<DecodedMusic, [EventMusic.Change]>, _ index: Int) {
        if let last = music[keyPath: path].last, last.time >= tick { music[keyPath: path].removeLast() }
        music[keyPath: path].append(EventMusic.Change(time: tick, index: index))
    }
}
