import MuseMusic

/// The beats into which the bars of a score are divided for quantisation: quarters, or eighths in compound meters.
struct Beats {
    /// Start and end in ticks, without gaps, from 0.
    private(set) var spans: [Range<Int>] = []

    init(_ bars: [BarPlan.Bar], end: Int, ticksPerStep: Int) {
        let quarter = MetricalModel.stepsPerQuarter
        for bar in bars {
            let isCompound = bar.beat % 3 == 0 && bar.beat < 3 * quarter
            append(
                from: bar.start * ticksPerStep, to: bar.end * ticksPerStep,
                origin: (bar.start - bar.phase) * ticksPerStep,
                beat: (isCompound ? quarter / 2 : quarter) * ticksPerStep)
        }
        fill(to: end, beat: quarter * ticksPerStep)
    }

    /// The beats of a score with bar lines.
    init(_ score: Score) {
        let quarter = score.ticksPerQuarter
        for (i, bar) in score.bars().enumerated() {
            let meter = score.meters.value(at: bar.start)
            let full = meter?.barTicks(quarter) ?? bar.duration
            let missing = i == 0 ? max(0, full - bar.duration) : 0
            append(
                from: bar.start, to: bar.end, origin: bar.start - missing,
                beat: meter?.isCompound == true ? quarter / 2 : quarter)
        }
        fill(to: score.end, beat: quarter)
    }

    private mutating func append(from start: Int, to end: Int, origin: Int, beat: Int) {
        var place = start
        while place < end {
            let next = min(end, place + beat - (place - origin) % beat)
            spans.append(place..<next)
            place = next
        }
    }

    private mutating func fill(to end: Int, beat: Int) {
        var place = spans.last?.upperBound ?? 0
        while place <= end {
            spans.append(place..<place + beat)
            place += beat
        }
    }
}
