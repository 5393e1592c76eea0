import MuseMusic

/// Brings the tempos and keys of scores to the values of a token scheme.
///
/// Source: MidiTok 3.1.0, `_preprocess_tempos` and `_preprocess_key_signatures`.
struct EventTimelines: Sendable {
    private let options: EventOptions
    /// Microseconds per quarter note, ascending.
    private let tempoLengths: [Double]

    init(_ options: EventOptions) {
        self.options = options
        tempoLengths = (options.tempos ?? []).reversed().map { 60e6 / $0 }
    }

    /// Adds the tempos, one at 0 and the last of several at a time.
    func addTempos(of score: Score, _ scale: TickScale, _ rounding: TickRounding, _ music: inout EventMusic) {
        guard let tempos = options.tempos else {
            return
        }
        var result: [EventMusic.Change] = []
        // MidiTok adds a missing tempo at the start after it has left out equal ones.
        let isAssumed = options.isCompatible && score.performance?.statesTempo == false
        for tempo in score.tempos.dropFirst(isAssumed ? 1 : 0) where tempo.onset >= 0 {
            guard let quarters = tempo.value.quartersPerMinute, quarters > 0 else { continue }
            let index = index(ofTempo: (60e6 / quarters).rounded())
            let change = EventMusic.Change(time: rounding.time(scale.time(tempo.onset)), index: index)
            if result.last?.time == change.time { result.removeLast() }
            result.append(change)
        }
        if options.dropsEqualTempos {
            let all = result
            result = all.indices.filter { $0 == 0 || all[$0].index != all[$0 - 1].index }.map { all[$0] }
        }
        let usual = defaultTempo
        if let first = result.first, first.time != 0 {
            if options.dropsEqualTempos, first.index == usual, !options.isCompatible || isExact(tempos[usual]) {
                result[0].time = 0
            } else {
                result.insert(EventMusic.Change(time: 0, index: usual), at: 0)
            }
        } else if result.isEmpty {
            result = [EventMusic.Change(time: 0, index: usual)]
        }
        music.tempos = result
    }

    /// Whether a tempo is the same after it was stored in whole microseconds per quarter.
    private func isExact(_ tempo: Double) -> Bool { 60e6 / (60e6 / tempo).rounded(.down) == tempo }

    /// The tempo nearest to 120; the slower of two.
    var defaultTempo: Int {
        guard let tempos = options.tempos else { return 0 }
        return tempos.indices.min { abs(tempos[$0] - 120) < abs(tempos[$1] - 120) } ?? 0
    }

    /// The tempo nearest to a length of a quarter in microseconds; the slower of two.
    private func index(ofTempo length: Double) -> Int {
        var (low, high) = (0, tempoLengths.count)
        while low < high {
            let middle = (low + high) / 2
            if tempoLengths[middle] < length { low = middle + 1 } else { high = middle }
        }
        let isLower =
            low == tempoLengths.count
            || low > 0 && length - tempoLengths[low - 1] < tempoLengths[low] - length
        return tempoLengths.count - 1 - (isLower ? low - 1 : low)
    }

    func addKeys(of score: Score, _ scale: TickScale, _ rounding: TickRounding, _ music: inout EventMusic) {
        guard options.usesKeys else { return }
        for key in score.keys where (-7...7).contains(key.value.fifths) && key.onset >= 0 {
            let time = rounding.time(scale.time(key.onset))
            if music.keys.last?.time == time { music.keys.removeLast() }
            let index = 2 * (key.value.fifths + 7) + (key.value.mode == .minor ? 1 : 0)
            music.keys.append(EventMusic.Change(time: time, index: index))
        }
        if music.keys.first?.time != 0 { music.keys.insert(EventMusic.Change(time: 0, index: 14), at: 0) }
    }
}

extension Score {
    /// The time of the last event, in ticks.
    var lastEvent: Int {
        var last = [meters.map(\.onset), tempos.map(\.onset), keys.map(\.onset)].joined().max() ?? 0
        for part in parts {
            for note in part.notes where note.isEvent { last = max(last, note.end) }
            for control in part.controls { last = max(last, control.onset) }
        }
        return last
    }
}

extension Note {
    /// Whether the note's times are valid; its length may be 0, as of drums in MIDI files.
    var isEvent: Bool { isOnTimeline || duration == 0 && (0..<1 << 48).contains(onset) }
}
