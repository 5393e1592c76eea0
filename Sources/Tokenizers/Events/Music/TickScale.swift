/// Converts ticks of a score to ticks of a token scheme.
struct TickScale {
    private let from: Int
    private let to: Int
    private let keepsZero: Bool

    /// - Parameter keepsZero: whether lengths of 0 stay if the resolutions are equal.
    init(from: Int, to: Int, keepsZero: Bool) {
        self.from = from
        self.to = to
        self.keepsZero = keepsZero && from == to
    }

    /// The nearest tick; the later of two.
    @inline(__always)
    func time(_ ticks: Int) -> Int { from == to ? ticks : (2 * ticks * to + from) / (2 * from) }

    /// The nearest length above 0.
    @inline(__always)
    func length(_ ticks: Int) -> Int { keepsZero ? ticks : max(1, time(ticks)) }

    /// The last tick that is not later.
    func floor(_ ticks: Int) -> Int { from == to ? ticks : Int(Double(ticks) * (Double(to) / Double(from))) }
}

/// Rounds times to the positions of the meter in force, in music whose meters have different beats.
///
/// The music has as many ticks per quarter as its shortest beat needs. In a meter of longer beats a position is several
/// ticks.
struct TickRounding {
    private struct Section {
        var start: Int
        var end: Int
        /// Ticks per position.
        var step: Int
    }

    /// Empty if every tick is a position.
    private var sections: [Section] = []

    init(_ music: EventMusic, _ options: EventOptions, isOn: Bool) {
        let units = Set(music.meters.map { options.allMeters[$0.index].unit })
        guard isOn, units.count > 1 else { return }
        for change in music.meters {
            let unit = options.allMeters[change.index].unit
            let step = max(1, 4 * music.ticksPerQuarter / (options.positionsPerBeat * unit))
            if sections.last?.step == step { continue }
            if !sections.isEmpty { sections[sections.count - 1].end = change.time }
            sections.append(Section(start: change.time, end: .max, step: step))
        }
    }

    @inline(__always)
    func onset(_ time: Int32) -> Int32 { sections.isEmpty ? time : Int32(clamping: self.time(Int(time))) }

    /// The nearest position; of two, the one at an even number.
    func time(_ time: Int) -> Int {
        guard let section = sections.first(where: { time < $0.end }) else { return time }
        let steps = (Double(time - section.start) / Double(section.step)).rounded(.toNearestOrEven)
        return section.start + Int(steps) * section.step
    }

    /// Rounds onset and end; a note whose ends coincide lasts one position.
    func roundEnds(_ note: inout EventMusic.Note) {
        guard !sections.isEmpty else { return }
        let (onset, end) = ends(Int(note.onset), Int(note.end))
        note.onset = Int32(clamping: onset)
        note.duration = Int32(clamping: end - onset)
    }

    func pedal(_ pedal: EventMusic.Pedal, keepsDuration: Bool) -> EventMusic.Pedal {
        guard !sections.isEmpty else { return pedal }
        if keepsDuration { return EventMusic.Pedal(onset: time(pedal.onset), duration: pedal.duration) }
        let (onset, end) = ends(pedal.onset, pedal.end)
        return EventMusic.Pedal(onset: onset, duration: end - onset)
    }

    private func ends(_ onset: Int, _ end: Int) -> (onset: Int, end: Int) {
        let rounded = (time(onset), time(end))
        if rounded.1 > rounded.0 { return rounded }
        let step = sections.first { rounded.0 < $0.end }?.step ?? 1
        return (rounded.0, rounded.0 + step)
    }
}
