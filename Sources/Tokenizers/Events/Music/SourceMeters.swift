import MuseMusic

/// The meters of a score that have tokens, moved to bar lines.
///
/// Source: MidiTok 3.1.0, `_filter_unsupported_time_signatures` and `_preprocess_time_signatures`; a change within a
/// bar is delayed to the next bar, as MIDI 1.0 Detailed Specification 4.2 requires of delayed meters.
struct SourceMeters {
    private(set) var changes: [EventMusic.Change]
    private let options: EventOptions

    /// Assumes 4/4 at the start of music without a meter there.
    init(_ score: Score, _ options: EventOptions) {
        self.options = options
        changes = []
        guard let supported = options.meters else { return }
        for meter in score.meters where (0..<1 << 48).contains(meter.onset) {
            let option = EventOptions.MeterOption(beats: meter.value.beats, unit: meter.value.unit)
            guard let index = supported.firstIndex(of: option) else { continue }
            changes.append(EventMusic.Change(time: meter.onset, index: index))
        }
        if changes.first?.time != 0 { changes.insert(EventMusic.Change(time: 0, index: usual), at: 0) }
    }

    /// 4/4, or else the first meter in quarters.
    private var usual: Int {
        options.allMeters.firstIndex(of: .fourFour) ?? options.allMeters.firstIndex { $0.unit == 4 } ?? 0
    }

    /// The smallest note value of a beat; 4 without meters.
    var maxUnit: Int { changes.map { options.allMeters[$0.index].unit }.max() ?? 4 }

    mutating func removeAll() { changes = [] }

    /// - Parameter rounds: whether times are rounded; otherwise the tick before counts.
    mutating func resample(_ scale: TickScale, rounds: Bool) {
        for i in changes.indices {
            changes[i].time = rounds ? scale.time(changes[i].time) : scale.floor(changes[i].time)
        }
    }

    /// Drops meters equal to the one before, and delays those within a bar to the next.
    mutating func alignToBars(_ ticksPerQuarter: Int) {
        var result: [EventMusic.Change] = []
        for var change in changes {
            guard let last = result.last else {
                result.append(change)
                continue
            }
            if last.index == change.index { continue }
            let meter = options.allMeters[last.index]
            let bar = max(1, ticksPerQuarter * 4 / meter.unit * meter.beats)
            let since = max(0, change.time - last.time)
            change.time = last.time + (since + bar - 1) / bar * bar
            if change.time == last.time { result.removeLast() }
            if result.last?.index != change.index { result.append(change) }
        }
        changes = result
    }
}
