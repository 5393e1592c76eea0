import MuseMusic
import MuseProtocols

/// A bar on a grid.
struct GridBar: Sendable {
    var firstStep: Int
    var meter: GridVocabulary.WrittenMeter
}

/// The bars of a score on a grid, each with its meter, so that all times keep their distances.
///
/// Step 0 is the start of a bar; a pickup is at the end of its bar, after rests. Bars that a repeat divides are joined.
/// Another bar that is not as long as its meter says gets the meter of its length; the last one may be short. Bar lines
/// that are not on the grid are moved to the nearest step.
struct GridBars {
    private(set) var bars: [GridBar] = []
    /// The steps of rest before the pickup.
    private(set) var pickupSteps = 0
    /// What the bars do not represent, one phrase each.
    private(set) var losses: [String] = []

    private let grid: GridVocabulary
    private let ticksPerQuarter: Int
    private let hasRepeats: Bool

    /// A bar as written: its length in steps, its number and its meter; nil in free time.
    private struct Written {
        var steps: Int
        let number: Int
        let meter: GridVocabulary.WrittenMeter?
    }

    /// - Parameters:
    ///   - score: the score, with repeats unfolded.
    ///   - end: the end of the music in ticks.
    ///   - hasRepeats: whether repeats were unfolded, which can divide bars.
    /// - Throws: `TokenizationError` for a meter without tokens or whose bars are not whole numbers of steps.
    init(_ score: Score, _ grid: GridVocabulary, end: Int, hasRepeats: Bool) throws {
        self.grid = grid
        self.hasRepeats = hasRepeats
        ticksPerQuarter = score.ticksPerQuarter
        let spans = try Self.spans(of: score, grid, end: end, &losses)
        let moved = spans.count { $0.end < end && !step(at: $0.end).isExact }
        if moved > 0 { losses.append("\(moved) bar line\(moved == 1 ? "" : "s") moved to the grid") }
        let written = try spans.enumerated().map { i, span in
            let meter = try span.meter.map { try Self.written($0, bar: i + 1, grid) }
            return Written(steps: step(at: span.end).step - step(at: span.start).step, number: i + 1, meter: meter)
        }
        try place(written)
    }

    /// The step nearest to a tick, and whether the tick is exactly on it.
    func step(at tick: Int) -> (step: Int, isExact: Bool) {
        let scaled = tick * grid.stepsPerQuarter
        let step = (2 * scaled + ticksPerQuarter) / (2 * ticksPerQuarter)
        return (step + pickupSteps, scaled % ticksPerQuarter == 0)
    }

    // MARK: Bars as written

    private typealias Span = (start: Int, end: Int, meter: Meter?)

    /// The bars in ticks; those of the meters if the score has no bar lines.
    private static func spans(
        of score: Score, _ grid: GridVocabulary, end: Int, _ losses: inout [String]
    ) throws -> [Span] {
        let isFree = score.meters.contains { $0.value.isFree && $0.onset < end }
        guard score.barlines.isEmpty else {
            if isFree { losses.append("free time, written in the meters of its bars") }
            let first = score.meters.first?.value ?? Meter(4, 4)
            let bars = score.bars().filter { $0.start >= 0 && $0.start < end }
            for change in score.meters where change.onset < end {
                guard let i = bars.lastIndex(where: { $0.start < change.onset }), change.onset < bars[i].end,
                    change.value != score.meters.value(at: bars[i].start)
                else { continue }
                losses.append("the change of meter within bar \(i + 1), which takes effect at its end")
            }
            return bars.map { bar in
                let meter = score.meters.value(at: bar.start) ?? first
                return (bar.start, min(bar.end, end), meter.isFree ? nil : meter)
            }
        }
        if isFree { losses.append("free time, written in bars of 4/4") }
        let changes = [0] + score.meters.map(\.onset).filter { $0 > 0 && $0 < end } + [end]
        var spans: [Span] = []
        for (start, end) in zip(changes, changes.dropFirst()) where start < end {
            let stated = score.meters.value(at: start) ?? score.meters.first?.value ?? .free
            let meter = stated.isFree ? Meter(4, 4) : stated
            // Checked before the bars are counted, whose number is then limited by the steps of the score.
            _ = try written(meter, bar: spans.count + 1, grid)
            let length = max(1, meter.barTicks(score.ticksPerQuarter) ?? 1)
            spans += stride(from: start, to: end, by: length).map { ($0, min($0 + length, end), meter) }
        }
        return spans
    }

    private static func written(
        _ meter: Meter, bar: Int, _ grid: GridVocabulary
    ) throws -> GridVocabulary.WrittenMeter {
        if let written = grid.written(meter) { return written }
        guard GridMeter(meter, stepsPerQuarter: grid.stepsPerQuarter) == nil else {
            throw TokenizationError("bar \(bar): \(grid.missing(meter))")
        }
        let steps = "\(grid.stepsPerQuarter) step\(grid.stepsPerQuarter == 1 ? "" : "s") a quarter"
        let finer = [2, 4, 8, 16].first { GridMeter(meter, stepsPerQuarter: $0) != nil }
        throw TokenizationError(
            "bar \(bar): a bar of \(meter) does not end on the grid of \(steps)"
                + (finer.map { "; 'steps_per_quarter: \($0)' can represent it" } ?? ""))
    }

    // MARK: Bars on the grid

    private mutating func place(_ written: [Written]) throws {
        var next = 0
        var i = 0
        while i < written.count {
            let bar = written[i]
            let full = bar.meter?.meter.stepsPerBar ?? bar.steps
            var joined = 1
            if i == 0, written.count > 1, bar.steps < full {
                pickupSteps = full - bar.steps
            } else if bar.steps < full {
                joined = partCount(of: full, written[i...])
            }
            if joined > 1, !hasRepeats { losses.append("the bar line within bar \(bar.number)") }
            let steps = written[i..<i + joined].reduce(0) { $0 + $1.steps }
            let isLast = i + joined == written.count
            let meter = steps == full || i == 0 && pickupSteps > 0 || isLast && steps < full ? bar.meter : nil
            if steps > 0 { bars.append(GridBar(firstStep: next, meter: try meter ?? ofLength(steps, bar))) }
            next += steps + (i == 0 ? pickupSteps : 0)
            i += joined
        }
    }

    /// The number of bars that together are as long as one bar; 1 if there are none.
    private func partCount(of full: Int, _ written: ArraySlice<Written>) -> Int {
        var steps = 0
        for (i, bar) in written.enumerated() {
            steps += bar.steps
            if bar.meter?.meter != written.first?.meter?.meter || steps > full { return 1 }
            if steps == full { return i + 1 }
        }
        return 1
    }

    /// The meter of a bar of unusual length.
    private mutating func ofLength(_ steps: Int, _ bar: Written) throws -> GridVocabulary.WrittenMeter {
        for unit in [4, 8, 16, 32, 64] where steps * unit % (4 * grid.stepsPerQuarter) == 0 {
            let meter = Meter(steps * unit / (4 * grid.stepsPerQuarter), unit)
            guard let written = grid.written(meter) else { continue }
            if let expected = bar.meter {
                losses.append(
                    "the meter of bar \(bar.number), which is written as \(meter) instead of "
                        + "\(expected.meter.meter)")
            }
            return written
        }
        let quarters = Double(steps) / Double(grid.stepsPerQuarter)
        throw TokenizationError("bar \(bar.number) lasts \(quarters) quarters, longer than any meter")
    }
}
