import MuseMusic

/// Converts seconds to ticks by the tempos of a score.
struct TempoMap {
    /// The tick and the second at which each tempo starts, and its ticks a second.
    private var segments: [(tick: Int, second: Double, speed: Double)] = []

    init(_ score: Score) {
        var (tick, second) = (0, 0.0)
        var speed = 2 * Double(score.ticksPerQuarter)
        for tempo in score.tempos {
            guard let quarters = tempo.value.quartersPerMinute, quarters > 0 else { continue }
            second += Double(tempo.onset - tick) / speed
            tick = tempo.onset
            speed = quarters / 60 * Double(score.ticksPerQuarter)
            segments.append((tick, second, speed))
        }
        if segments.first.map({ $0.tick > 0 }) ?? true {
            segments.insert((0, 0, 2 * Double(score.ticksPerQuarter)), at: 0)
        }
    }

    /// - Precondition: `second` is finite.
    func tick(at second: Double) -> Int {
        let i = max(0, segments.partitioningIndex { $0.second > second } - 1)
        let ticks = Double(segments[i].tick) + (second - segments[i].second) * segments[i].speed
        // Beyond any music.
        return Int(min(max(0, ticks), 1e12).rounded())
    }
}
