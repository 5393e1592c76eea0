import MuseMusic
import MuseProtocols

/// Brings scores to the time grid and the values of a token scheme.
///
/// Source: MidiTok 3.1.0, `MusicTokenizer.preprocess_score`. Times are resampled to as many ticks per quarter as the
/// shortest beat of the music's meters needs, meters start at bars, lengths become the nearest time values, velocities,
/// tempos and bends the nearest values with a token, and notes outside the pitch range are left out.
struct EventPreprocessor: Sendable {
    /// How times are quantised.
    enum Grid: Sendable {
        /// To positions of a beat; lengths to time values.
        case positions
        /// Onsets and ends to positions of a beat.
        case positionsOfEnds
        /// To a fixed number of ticks per quarter.
        case ticks(Int)
    }

    let options: EventOptions
    let grid: Grid
    let durations: TickTables
    private let velocityIndex: [UInt8]
    let timelines: EventTimelines

    init(_ options: EventOptions, _ grid: Grid, _ durations: TickTables) {
        self.options = options
        self.grid = grid
        self.durations = durations
        velocityIndex = (0...127).map { options.velocities.isEmpty ? 0 : UInt8(options.velocities.index(nearest: $0)) }
        timelines = EventTimelines(options)
    }

    /// The longest music that is encoded, in quarter notes.
    static let limit = 100_000

    /// - Throws: `TokenizationError` if the music is too long.
    func music(of written: Score) throws -> EventMusic {
        // A performance has no repeats or ties to unfold.
        let score = written.performance == nil ? written.played() : written
        guard (1...1 << 24).contains(score.ticksPerQuarter) else {
            throw TokenizationError("\(score.ticksPerQuarter) ticks per quarter note, expected 1 to 2^24")
        }
        guard score.lastEvent <= Self.limit * score.ticksPerQuarter else {
            throw TokenizationError("the music is longer than \(Self.limit) quarter notes")
        }
        var meters = SourceMeters(score, options)
        let ticksPerQuarter: Int
        switch grid {
        case .ticks(let ticks): ticksPerQuarter = ticks
        case .positions, .positionsOfEnds:
            ticksPerQuarter = max(1, options.positionsPerBeat * meters.maxUnit / 4)
        }
        var music = EventMusic(ticksPerQuarter: ticksPerQuarter)
        music.losses = written.lossesOfEvents(options)
        let scale = TickScale(from: score.ticksPerQuarter, to: ticksPerQuarter, keepsZero: options.isCompatible)
        if options.meters != nil {
            meters.resample(scale, rounds: grid.isTicks)
            if grid.isTicks, score.performance?.statesMeter == false { meters.removeAll() }
            meters.alignToBars(ticksPerQuarter)
            music.meters = meters.changes
        }
        music.sections = sections(music)
        let rounding = TickRounding(music, options, isOn: !grid.isTicks || options.isCompatible)

        var tracks = SourceTrack.tracks(of: score, pressesAtStart: options.isCompatible).map { track(of: $0, scale) }
        if options.isOneStream { merge(&tracks) }
        for index in tracks.indices { finish(&tracks[index], rounding, music, &music.losses) }
        music.tracks = tracks.filter { track in
            (!track.notes.isEmpty || !track.pedals.isEmpty || !track.bends.isEmpty)
                && (options.programs.map { $0.contains(track.program) } ?? true)
        }
        if options.isOneStream, !options.isCompatible {
            // The order of tracks in a file is not in the tokens; sorted, decoded music has the same tokens again.
            let tracks = music.tracks
            music.tracks = tracks.indices.sorted { (tracks[$0].program, $0) < (tracks[$1].program, $1) }
                .map { tracks[$0] }
        }
        timelines.addTempos(of: score, scale, rounding, &music)
        timelines.addKeys(of: score, scale, rounding, &music)
        return music
    }

    /// The ranges with one number of ticks per beat.
    private func sections(_ music: EventMusic) -> [EventMusic.Section] {
        var result: [EventMusic.Section] = []
        for change in music.meters {
            let beat = music.ticksPerQuarter * 4 / options.allMeters[change.index].unit
            if result.last?.ticksPerBeat == beat { continue }
            if !result.isEmpty { result[result.count - 1].end = change.time }
            result.append(EventMusic.Section(start: change.time, end: .max, ticksPerBeat: beat))
        }
        if result.isEmpty {
            // Without meters, MidiTok takes the beat from positions even where times are in ticks.
            let isPosition = grid.isTicks && options.isCompatible
            let beat = isPosition ? options.decodedTicksPerQuarter : music.ticksPerQuarter
            result = [EventMusic.Section(start: 0, end: .max, ticksPerBeat: beat)]
        }
        return result
    }

    // MARK: Tracks

    private func track(of source: SourceTrack, _ scale: TickScale) -> EventMusic.Track {
        var track = EventMusic.Track(program: source.program)
        track.notes = source.notes.map { note in
            EventMusic.Note(
                onset: Int32(clamping: scale.time(note.onset)), duration: Int32(clamping: scale.length(note.duration)),
                pitch: note.pitch, velocity: note.velocity)
        }
        if options.usesPedals {
            track.pedals = source.pedals.map {
                EventMusic.Pedal(onset: scale.time($0.onset), duration: scale.length($0.duration))
            }
        }
        if options.bends != nil {
            track.bends = source.bends.map { EventMusic.Change(time: scale.time($0.time), index: $0.value) }
        }
        return track
    }

    /// Merges the tracks of each program into the first of them.
    private func merge(_ tracks: inout [EventMusic.Track]) {
        var merged: [EventMusic.Track] = []
        for (index, track) in tracks.enumerated()
        where !tracks[..<index].contains(where: { $0.program == track.program }) {
            let others = tracks[(index + 1)...].filter { $0.program == track.program }
            guard !others.isEmpty else {
                merged.append(track)
                continue
            }
            var track = track
            for other in others {
                track.notes += other.notes
                track.pedals += other.pedals
                track.bends += other.bends
            }
            track.notes.sort {
                ($0.onset, $0.duration, $0.pitch, $0.velocity) < ($1.onset, $1.duration, $1.pitch, $1.velocity)
            }
            track.pedals.sort { ($0.onset, $0.duration) < ($1.onset, $1.duration) }
            let bends = track.bends
            track.bends = bends.indices.sorted { (bends[$0].time, $0) < (bends[$1].time, $1) }.map { bends[$0] }
            merged.append(track)
        }
        tracks = merged
    }

    private func finish(
        _ track: inout EventMusic.Track, _ rounding: TickRounding, _ music: EventMusic, _ losses: inout [String]
    ) {
        let range = track.isDrums && options.usesDrumPitches ? options.drumPitches : options.pitches
        let count = track.notes.count
        track.notes.removeAll { !range.contains(Int($0.pitch)) }
        if track.notes.count < count {
            let left = count - track.notes.count
            losses.append("\(left) note\(left == 1 ? "" : "s") outside the pitch range")
        }
        var (section, table) = (0, durations[music.sections[0].ticksPerBeat])
        for i in track.notes.indices {
            track.notes[i].velocity = velocityIndex[Int(track.notes[i].velocity & 127)]
            switch grid {
            case .ticks: track.notes[i].onset = rounding.onset(track.notes[i].onset)
            case .positionsOfEnds: rounding.roundEnds(&track.notes[i])
            case .positions:
                track.notes[i].onset = rounding.onset(track.notes[i].onset)
                let next = music.section(at: Int(track.notes[i].onset), from: section)
                if next != section { (section, table) = (next, durations[music.sections[next].ticksPerBeat]) }
                let index = table.index(nearest: Int(track.notes[i].duration))
                track.notes[i].durationIndex = Int16(index)
                track.notes[i].duration = Int32(table.ticks[index])
            }
        }
        if options.removesDuplicates {
            track.notes.sort {
                ($0.onset, $0.pitch, $0.duration, $0.velocity) < ($1.onset, $1.pitch, $1.duration, $1.velocity)
            }
            let notes = track.notes
            track.notes = notes.indices.filter { i in
                i == 0 || notes[i].onset != notes[i - 1].onset || notes[i].pitch != notes[i - 1].pitch
            }.map { notes[$0] }
        }
        finishPedals(&track, rounding, music)
        finishBends(&track, rounding)
    }

    /// Quantises the presses of the pedal and merges those that touch.
    private func finishPedals(_ track: inout EventMusic.Track, _ rounding: TickRounding, _ music: EventMusic) {
        var merged: [EventMusic.Pedal] = []
        for pedal in track.pedals {
            let pedal = rounding.pedal(pedal, keepsDuration: options.pedalDurations)
            if let last = merged.last, last.end >= pedal.onset {
                merged[merged.count - 1].duration = max(last.duration, pedal.end - last.onset)
            } else {
                merged.append(pedal)
            }
        }
        if options.pedalDurations, !grid.isTicks {
            var section = 0
            for i in merged.indices {
                section = music.section(at: merged[i].onset, from: section)
                let table = durations[music.sections[section].ticksPerBeat]
                merged[i].durationIndex = table.index(nearest: merged[i].duration)
                merged[i].duration = table.ticks[merged[i].durationIndex]
            }
        }
        track.pedals = merged
    }

    /// Quantises bends; of several at a time, the one farthest from the centre counts.
    private func finishBends(_ track: inout EventMusic.Track, _ rounding: TickRounding) {
        guard let values = options.bends else { return }
        var result: [EventMusic.Change] = []
        for bend in track.bends {
            let bend = EventMusic.Change(time: rounding.time(bend.time), index: values.index(nearest: bend.index))
            if let last = result.last, last.time == bend.time {
                if abs(values[bend.index]) > abs(values[last.index]) { result[result.count - 1] = bend }
            } else {
                result.append(bend)
            }
        }
        track.bends = result
    }
}

extension EventPreprocessor.Grid {
    var isTicks: Bool { if case .ticks = self { true } else { false } }
}
