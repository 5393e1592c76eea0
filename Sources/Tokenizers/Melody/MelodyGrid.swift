import MuseMusic
import MuseProtocols

/// Where the time of a played score falls on a grid of whole bars.
struct MelodyGrid {
    /// A stretch of the score that starts at a bar line, and its first step.
    private struct Stretch {
        let start: Int
        let end: Int
        let firstStep: Int
    }

    let stepsPerBar: Int
    /// What had to be filled up with rests, a phrase each.
    private(set) var losses: [String] = []
    private(set) var barCount = 0
    private var stretches: [Stretch] = []
    private let ticksPerQuarter: Int
    private let stepsPerQuarter: Int

    /// A tune of more steps is no melody.
    private static let stepLimit = 1 << 20

    /// - Parameter end: of the music, in ticks.
    /// - Throws: `TokenizationError` where a bar is longer than the meter's, or does not start on the grid.
    init(_ score: Score, _ meter: GridMeter, end: Int, _ stepsPerQuarter: Int) throws {
        stepsPerBar = meter.stepsPerBar
        ticksPerQuarter = score.ticksPerQuarter
        self.stepsPerQuarter = stepsPerQuarter
        guard (1...1 << 20).contains(ticksPerQuarter), end / ticksPerQuarter < Self.stepLimit / stepsPerQuarter else {
            throw TokenizationError("it is longer than \(Self.stepLimit / stepsPerQuarter) quarters")
        }
        var bars = score.bars().filter { $0.start >= 0 && $0.start < end }.map { (start: $0.start, end: $0.end) }
        if score.barlines.isEmpty {
            let ticks = meter.meter.barTicks(ticksPerQuarter) ?? 0
            guard ticks > 0, ticks * stepsPerQuarter == stepsPerBar * ticksPerQuarter else {
                throw TokenizationError("its resolution cannot hold bars of \(meter.meter)")
            }
            bars = stride(from: 0, to: end, by: ticks).map { (start: $0, end: $0 + ticks) }
        }
        guard !bars.isEmpty else { throw TokenizationError("it has no bars") }
        try place(bars, meter.meter)
    }

    /// The step nearest to a tick, and whether the tick is exactly there. At a bar line, the end of a note is before
    /// the rests that may fill up the bar, and the start of the next behind them.
    func step(at tick: Int, isEnd: Bool = false) -> (step: Int, isExact: Bool) {
        var (low, high) = (0, stretches.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].start < tick || !isEnd && stretches[middle].start == tick {
                low = middle
            } else {
                high = middle
            }
        }
        let stretch = stretches[low]
        let scaled = (min(tick, stretch.end) - stretch.start) * stepsPerQuarter
        let step = (2 * scaled + ticksPerQuarter) / (2 * ticksPerQuarter)
        return (stretch.firstStep + step, scaled % ticksPerQuarter == 0)
    }

    /// Puts bars behind one another so that each bar of the grid is full: a pickup at its end, a short bar and the
    /// pickup of the repeat behind it together.
    private mutating func place(_ bars: [(start: Int, end: Int)], _ meter: Meter) throws {
        let lengths = try bars.enumerated().map { i, bar in
            // No bar that long fits, and this much does not overflow.
            let scaled = min(bar.end - bar.start, Self.stepLimit * ticksPerQuarter) * stepsPerQuarter
            guard scaled % ticksPerQuarter == 0 else {
                throw TokenizationError("bar \(i + 1) does not end on the grid")
            }
            guard scaled / ticksPerQuarter <= stepsPerBar else {
                throw TokenizationError("bar \(i + 1) is longer than a bar of \(meter)")
            }
            return scaled / ticksPerQuarter
        }
        /// Steps of the grid's last bar that are taken; 0 at a bar line.
        var filled = 0
        for (i, steps) in lengths.enumerated() {
            if filled + steps > stepsPerBar {
                losses.append("bar \(i) filled up with rests")
                filled = 0
            }
            if filled == 0 {
                barCount += 1
                if steps < stepsPerBar, isPickup(i, lengths) {
                    filled = stepsPerBar - steps
                    if i > 0 { losses.append("bar \(i + 1) filled up with rests") }
                }
            }
            let first = (barCount - 1) * stepsPerBar + filled
            stretches.append(Stretch(start: bars[i].start, end: bars[i].end, firstStep: first))
            filled = (filled + steps) % stepsPerBar
        }
    }

    /// Whether a short bar at a bar line of the grid belongs at the end of its bar: at the start of the tune, or where
    /// it is the smaller part of a bar and the next one does not complete it.
    private func isPickup(_ i: Int, _ lengths: [Int]) -> Bool {
        guard i + 1 < lengths.count else { return false }
        return i == 0 || lengths[i] + lengths[i + 1] > stepsPerBar && 2 * lengths[i] < stepsPerBar
    }
}
