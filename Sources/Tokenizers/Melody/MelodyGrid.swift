import MuseMusic
import MuseProtocols

/// The bars of a melody on a grid. All are full.
protocol MelodyBars {
    var bars: [GridBar] { get }
    /// What the bars do not represent, one phrase each.
    var losses: [String] { get }

    /// The step nearest to a tick, and whether the tick is exactly on it.
    ///
    /// - Parameter isEnd: whether a note ends at the tick. At a bar line, an end precedes the rests that fill up the
    ///   bar, and a start follows them.
    func step(at tick: Int, isEnd: Bool) -> (step: Int, isExact: Bool)
}

extension MelodyBars {
    /// The number of steps of all bars.
    var stepCount: Int { bars.last.map { $0.firstStep + $0.meter.meter.stepsPerBar } ?? 0 }
}

extension GridBars: MelodyBars {
    func step(at tick: Int, isEnd: Bool) -> (step: Int, isExact: Bool) { step(at: tick) }
}

/// The bars of a melody in one meter. Short bars are filled up with rests.
struct MelodyGrid: MelodyBars {
    /// A bar of the score, in ticks, and its first step on the grid.
    private struct PlacedBar {
        let start: Int
        let end: Int
        let firstStep: Int
    }

    private let stepsPerBar: Int
    private let meter: GridVocabulary.WrittenMeter
    private(set) var losses: [String] = []
    private var barCount = 0
    private var placedBars: [PlacedBar] = []
    private let ticksPerQuarter: Int
    private let stepsPerQuarter: Int

    /// - Parameters:
    ///   - score: the score, with repeats unfolded.
    ///   - end: the end of the music in ticks.
    /// - Throws: `TokenizationError` if the score is too long or has no bars, or a bar is longer than the meter or does
    ///   not fit the grid.
    init(_ score: Score, _ grid: GridVocabulary, end: Int) throws {
        let meters = score.meters.filter { $0.onset < end }
        guard let stated = meters.first(where: { $0.onset <= 0 })?.value ?? meters.first?.value, !stated.isFree else {
            throw TokenizationError("it has no meter")
        }
        guard let meter = grid.written(stated) else { throw TokenizationError("bar 1: \(grid.missing(stated))") }
        self.meter = meter
        stepsPerBar = meter.meter.stepsPerBar
        ticksPerQuarter = score.ticksPerQuarter
        stepsPerQuarter = grid.stepsPerQuarter
        var bars = score.bars().filter { $0.start >= 0 && $0.start < end }.map { (start: $0.start, end: $0.end) }
        if score.barlines.isEmpty {
            let ticks = stated.barTicks(ticksPerQuarter) ?? 0
            guard ticks > 0, ticks * stepsPerQuarter == stepsPerBar * ticksPerQuarter else {
                throw TokenizationError("its resolution cannot hold bars of \(stated)")
            }
            bars = stride(from: 0, to: end, by: ticks).map { (start: $0, end: $0 + ticks) }
        }
        guard !bars.isEmpty else { throw TokenizationError("it has no bars") }
        try place(bars, stated)
    }

    var bars: [GridBar] { (0..<barCount).map { GridBar(firstStep: $0 * stepsPerBar, meter: meter) } }

    func step(at tick: Int, isEnd: Bool) -> (step: Int, isExact: Bool) {
        var (low, high) = (0, placedBars.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if placedBars[middle].start < tick || !isEnd && placedBars[middle].start == tick {
                low = middle
            } else {
                high = middle
            }
        }
        let bar = placedBars[low]
        let scaled = (min(tick, bar.end) - bar.start) * stepsPerQuarter
        let step = (2 * scaled + ticksPerQuarter) / (2 * ticksPerQuarter)
        return (bar.firstStep + step, scaled % ticksPerQuarter == 0)
    }

    /// Places bars one after another, so that each bar of the grid is full. A pickup is placed at the end of its bar. A
    /// short bar and the pickup of the repeat after it share a bar.
    private mutating func place(_ bars: [(start: Int, end: Int)], _ meter: Meter) throws {
        let lengths = try bars.enumerated().map { i, bar in
            // Longer bars do not fit anyway, and the product must not overflow.
            let scaled = min(bar.end - bar.start, Int.max / 16) * stepsPerQuarter
            guard scaled % ticksPerQuarter == 0 else {
                throw TokenizationError("bar \(i + 1) does not end on the grid")
            }
            guard scaled / ticksPerQuarter <= stepsPerBar else {
                throw TokenizationError("bar \(i + 1) is longer than a bar of \(meter)")
            }
            return scaled / ticksPerQuarter
        }
        // The number of occupied steps in the last bar of the grid; 0 at a bar line.
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
            placedBars.append(PlacedBar(start: bars[i].start, end: bars[i].end, firstStep: first))
            filled = (filled + steps) % stepsPerBar
        }
    }

    /// Whether a short bar at a bar line of the grid is placed at the end of its bar: at the start of the tune, or if
    /// it is less than half a bar and the next one does not complete it.
    private func isPickup(_ i: Int, _ lengths: [Int]) -> Bool {
        guard i + 1 < lengths.count else { return false }
        return i == 0 || lengths[i] + lengths[i + 1] > stepsPerBar && 2 * lengths[i] < stepsPerBar
    }
}
