import MuseProtocols

/// Notes on a coarse grid with their distance from it: timing as performed, in short sequences.
///
/// Source: Lenz and Mani, "PerTok: Expressive Encoding and Modeling of Symbolic Musical Ideas and Variations", ISMIR
/// 2024, https://arxiv.org/abs/2410.02060. Tokens as in MidiTok 3.1.0.
struct PerTokScheme: EventScheme {
    static let features: [EventFeature] = [
        .programs, .programChanges, .meters, .tempos, .keys, .chords, .pedals, .bends, .intervals,
    ]
    static let schema = Schema(
        "per_tok", "encodes notes on a grid with their distance from it; performances and several tracks",
        source: "Lenz and Mani 2024, PerTok, ISMIR; MidiTok 3.1.0", version: 2,
        EventFeature.settings(features, PerTokSettings.all).filter {
            $0.info.name != EventSettings.pedalDurations.info.name
        })

    let options: EventOptions
    let tokens: EventVocabulary
    let preprocessor: EventPreprocessor
    let values: PerTokValues
    /// In ticks, ascending; nil without microtiming.
    let microtimings: [Int]?
    /// In ticks from the start of the bar; nil if shifts state times.
    let positions: [Int]?

    init(_ settings: Settings) throws {
        options = try EventOptions(settings, Self.features, overlaps: true)
        let ticks = try settings[PerTokSettings.ticks]
        values = PerTokValues(options.beatRes, ticksPerQuarter: ticks)
        guard values.leastShift > 0 else {
            throw settings.conflict("\(ticks) ticks are too few for beat_res", about: PerTokSettings.ticks)
        }
        if try settings[PerTokSettings.useMicrotiming] {
            let most = try settings[PerTokSettings.maxShift] * Double(ticks)
            let steps = try settings[PerTokSettings.shifts]
            var distinct: [Int] = []
            for i in 0...steps {
                let value = i == steps ? most : -most + Double(i) * (2 * most / Double(steps))
                let tick = Int(value.rounded(.down))
                if distinct.last != tick { distinct.append(tick) }
            }
            microtimings = distinct
        } else {
            try settings.refuse([PerTokSettings.maxShift, PerTokSettings.shifts], unless: "use_microtiming: true")
            microtimings = nil
        }
        positions = try settings[PerTokSettings.usePositions] ? [0] + values.ticks.sorted() : nil
        preprocessor = EventPreprocessor(
            options, .ticks(ticks), TickTables(TimeValues(options.beatRes), ticksPerBeat: options.ticksPerBeat))
        var tokens = EventVocabulary()
        tokens.add(.bar, ["Bar_None"])
        tokens.addNotes(options, values.names)
        if let positions {
            tokens.add(.position, "Position", positions)
        } else {
            tokens.add(.timeShift, "TimeShift", values.names)
        }
        if let microtimings { tokens.add(.microTiming, "MicroTiming", microtimings) }
        tokens.addOthers(options)
        self.tokens = tokens
    }

    func sequences(of music: inout EventMusic) -> [[TokenID]] {
        for track in music.tracks.indices {
            for note in music.tracks[track].notes.indices {
                let index = values.index(nearest: Int(music.tracks[track].notes[note].duration))
                music.tracks[track].notes[note].durationIndex = Int16(index)
            }
        }
        let music = music
        return EventList.sequences(options, tokens, music).enumerated().map { index, list in
            var writer = PerTokWriter(self, capacity: 7 * list.events.count + 16)
            let track = music.tracks.indices.contains(index) ? music.tracks[index].program : nil
            writer.openTrack(track)
            for event in list.events { writer.append(event) }
            return writer.tokens
        }
    }
}

/// Writes events on the grid of the `per_tok` tokenizer.
///
/// A distance that is rounded can make another shift the nearest; without `miditok_compatible` that one is written.
///
/// In MidiTok, `den / 4 * num` quarters make a bar, which is right for meters in quarters only, and all bars count as
/// long as those of the meter in force. Both are followed with `miditok_compatible` alone.
struct PerTokWriter {
    private let scheme: PerTokScheme
    private var writer: EventWriter
    private var clock: PerTokClock
    /// The time of the last event.
    private var lastTime = 0

    init(_ scheme: PerTokScheme, capacity: Int) {
        self.scheme = scheme
        writer = EventWriter(scheme.tokens, scheme.options, capacity: capacity)
        clock = PerTokClock(scheme)
    }

    var tokens: [TokenID] { writer.tokens }

    mutating func openTrack(_ program: Int?) { writer.openTrack(program) }

    mutating func append(_ event: SequenceEvent) {
        // A program is an event of its own, with a distance from the grid.
        if let program = writer.programToken(before: event) { step(Int(event.time), isPlaced: true, program) }
        if event.kind == .meter {
            bars(until: Int(event.time))
            clock.change(to: scheme.options.allMeters[Int(event.token - scheme.tokens.id(.meter))])
            return writer.append(event.token)
        }
        step(Int(event.time), isPlaced: isPlaced(event), event.token)
        if event.velocity >= 0 { writer.append(event.velocity) }
        if event.duration >= 0 { writer.append(event.duration) }
    }

    /// Whether an event has a place on the grid. In MidiTok tempos, keys and intervals from the onset before have none.
    private func isPlaced(_ event: SequenceEvent) -> Bool {
        switch event.kind {
        case .meter: false
        case .tempo, .key: !scheme.options.isCompatible && event.time > 0
        default: !scheme.options.isCompatible || scheme.tokens[event.token]?.type != .intervalTime
        }
    }

    private mutating func bars(until time: Int) {
        for _ in 0..<clock.bars(until: time) { writer.append(.bar) }
    }

    private mutating func step(_ time: Int, isPlaced: Bool, _ token: TokenID) {
        bars(until: time)
        guard isPlaced else {
            lastTime = max(lastTime, time)
            return writer.append(token)
        }
        let values = scheme.microtimings ?? [0]
        var time = time
        if !scheme.options.isCompatible {
            // The time that the tokens will be read as, which is encoded in their place: decoded, it has them again.
            var ahead = clock
            let place = ahead.place(time)
            time = max(lastTime, ahead.previous + values[values.index(nearestTo: place.microtiming)])
            bars(until: time)
        }
        let place = clock.place(time)
        let distance = values.index(nearestTo: place.microtiming)
        lastTime = max(lastTime, clock.previous + values[distance])
        if let index = place.index { writer.append(scheme.positions == nil ? .timeShift : .position, index) }
        writer.append(token)
        if scheme.microtimings != nil { writer.append(.microTiming, distance) }
    }
}

/// The place of a sequence in bars and on the grid.
struct PerTokClock: Hashable {
    private let values: GridValues
    private(set) var bar = 0
    private(set) var barStart = 0
    private(set) var ticksPerBar: Int
    /// The place on the grid of the last event, or the start of the bar.
    private(set) var previous = 0

    /// What does not change.
    private struct GridValues: Hashable {
        let scheme: PerTokScheme
        static func == (a: Self, b: Self) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    init(_ scheme: PerTokScheme) {
        values = GridValues(scheme: scheme)
        ticksPerBar = 4 * scheme.values.ticksPerQuarter
    }

    private var isCompatible: Bool { values.scheme.options.isCompatible }

    mutating func change(to meter: EventOptions.MeterOption) {
        let quarter = values.scheme.values.ticksPerQuarter
        ticksPerBar = isCompatible ? meter.unit * meter.beats * quarter / 4 : 4 * meter.beats * quarter / meter.unit
    }

    /// Moves to the bar of a time, and returns the number of bars that begin. A time just before a bar line belongs to
    /// the bar after it.
    mutating func bars(until time: Int) -> Int {
        var count = 0
        while time > (isCompatible ? (bar + 1) * ticksPerBar : barStart + ticksPerBar) - values.scheme.values.leastShift
        {
            nextBar()
            count += 1
        }
        return count
    }

    mutating func nextBar() {
        barStart += ticksPerBar
        bar += 1
        previous = isCompatible ? bar * ticksPerBar : barStart
    }

    /// Moves to a time, and returns the index of its shift or position, nil if it is that of the event before, and its
    /// distance from there.
    mutating func place(_ time: Int) -> (index: Int?, microtiming: Int) {
        let delta = time - previous
        let isFar = delta >= values.scheme.values.leastShift
        if let positions = values.scheme.positions {
            let index = positions.index(nearestTo: time - barStart)
            if isFar { previous = barStart + positions[index] }
            return (isFar ? index : nil, time - barStart - positions[index])
        }
        guard isFar else { return (nil, delta) }
        let index = values.scheme.values.index(nearest: delta)
        let shift = values.scheme.values.ticks[index]
        previous += shift
        return (index, delta - shift)
    }

    /// Moves by a shift or to a position.
    mutating func move(by index: Int) {
        if let positions = values.scheme.positions {
            previous = barStart + positions[index]
        } else {
            previous += values.scheme.values.ticks[index]
        }
    }
}
