import MuseMusic
import MuseProtocols

/// Maps the times of a score to steps of a grid.
///
/// Step 0 is the start of a bar. A pickup is at the end of its bar, after rests. The last bar may be short.
struct GridReading {
    /// The bars, of which none begins after the last step.
    private(set) var bars: [GridBar] = []
    /// The length of the score, including silence at the start and end.
    private(set) var stepCount = 0
    /// What the grid cannot represent, one phrase each.
    private(set) var losses: [String] = []

    private let ticksPerQuarter: Int
    private let stepsPerQuarter: Int
    private var pickupSteps = 0
    /// The number of notes moved to the grid.
    private var moved = 0

    /// - Parameters:
    ///   - score: the score, with repeats unfolded.
    ///   - grid: the tokenizer's vocabulary.
    ///   - hasRepeats: whether repeats were unfolded.
    /// - Throws: `TokenizationError` if a meter has no tokens, or the score is empty or too long.
    init(_ score: Score, _ grid: GridVocabulary, hasRepeats: Bool) throws {
        ticksPerQuarter = score.ticksPerQuarter
        stepsPerQuarter = grid.stepsPerQuarter
        let end = Self.end(of: score)
        try grid.requireLength(end, ticksPerQuarter: ticksPerQuarter)
        if grid.hasAllMeters {
            let placed = try GridBars(score, grid, end: end, hasRepeats: hasRepeats)
            pickupSteps = placed.pickupSteps
            losses = placed.losses
            if pickupSteps > 0 { losses.append(Self.longPickup) }
            bars = placed.bars
            stepCount = step(end).step + pickupSteps
        } else {
            try placeInOneMeter(score, grid, end: end)
        }
        if stepCount == 0 { throw TokenizationError("it has no length") }
        bars.removeAll { $0.firstStep >= stepCount }
    }

    /// The number of a step's bar, from 1.
    func bar(at step: Int) -> Int { (bars.lastIndex { $0.firstStep <= step } ?? 0) + 1 }

    /// The number of steps of a bar; the last one may end early.
    func length(of bar: GridBar) -> Int { min(bar.meter.meter.stepsPerBar, stepCount - bar.firstStep) }

    /// The steps of a note, at least one; nil if its times are out of range. Counts notes that are not on the grid.
    mutating func steps(of note: Note) -> Range<Int>? {
        guard note.isOnTimeline else { return nil }
        let start = step(note.onset)
        let end = step(note.end)
        if !start.isExact || !end.isExact { moved += 1 }
        let first = min(start.step + pickupSteps, stepCount - 1)
        return first..<max(first + 1, min(end.step + pickupSteps, stepCount))
    }

    /// All losses so far, including notes moved to the grid.
    var allLosses: [String] {
        losses + (moved > 0 ? ["\(moved) note\(moved == 1 ? "" : "s") moved to the grid"] : [])
    }

    private static func end(of score: Score) -> Int {
        var end = max(0, score.barlines.last?.onset ?? 0)
        for part in score.parts where !part.isDrums {
            for note in part.notes where note.isOnTimeline { end = max(end, note.end) }
        }
        return end
    }

    /// Divides the score into bars of its first meter.
    private mutating func placeInOneMeter(_ score: Score, _ grid: GridVocabulary, end: Int) throws {
        let stated = score.meters.first { $0.onset <= 0 }?.value ?? score.meters.first?.value ?? Meter(4, 4)
        let meter = stated.isFree ? Meter(4, 4) : stated
        if stated.isFree { losses.append("free time, written in bars of 4/4") }
        guard let written = grid.written(meter) else { throw TokenizationError("bar 1: \(grid.missing(meter))") }
        if score.meters.contains(where: { $0.value != stated && $0.onset < end }) { losses.append("changes of meter") }
        let full = written.meter.stepsPerBar
        placePickup(score.bars().filter { $0.start >= 0 && $0.end <= end }, full * ticksPerQuarter)
        stepCount = step(end).step + pickupSteps
        bars = stride(from: 0, to: stepCount, by: full).map { GridBar(firstStep: $0, meter: written) }
    }

    /// - Parameter full: the length of a bar in ticks, times the steps in a quarter.
    private mutating func placePickup(_ bars: [Bar], _ full: Int) {
        guard bars.count > 1, let first = bars.first else { return }
        let short = full - first.duration * stepsPerQuarter
        if short > 0, short % ticksPerQuarter == 0 {
            pickupSteps = short / ticksPerQuarter
            losses.append(Self.longPickup)
        } else if short != 0 {
            losses.append(Self.otherLengths)
            return
        }
        if bars.dropFirst().dropLast().contains(where: { $0.duration * stepsPerQuarter != full }) {
            losses.append(Self.otherLengths)
        }
    }

    private static let longPickup = "the short pickup bar, filled up with rests"
    private static let otherLengths = "bars of another length than the meter's"

    /// The step nearest to a tick, and whether the tick is exactly on it.
    private func step(_ tick: Int) -> (step: Int, isExact: Bool) {
        let scaled = tick * stepsPerQuarter
        return ((2 * scaled + ticksPerQuarter) / (2 * ticksPerQuarter), scaled % ticksPerQuarter == 0)
    }
}

extension Note {
    /// Whether the note's times are valid and small enough for sums not to overflow.
    var isOnTimeline: Bool { onset >= 0 && duration > 0 && onset < 1 << 48 && duration < 1 << 48 }
}

extension Score {
    /// What notation in tokens does not represent of the performance of some parts, one phrase each.
    func lossesOfPerformance(of parts: [Part]) -> [String] {
        let velocities = parts.lazy.flatMap { $0.notes.lazy.map(\.velocity) }
        let areEqual = velocities.first.map { first in velocities.allSatisfy { $0 == first } } ?? true
        return (tempos.isEmpty ? [] : ["tempo"]) + (areEqual ? [] : ["velocities"])
    }

    /// What a grid of sounding notes cannot represent of the score, one phrase each.
    ///
    /// - Parameter hasKey: whether the tokenizer has tokens for keys.
    func lossesOnGrid(hasKey: Bool) -> [String] {
        var losses: [String] = []
        if barlines.contains(where: \.endsRepeat) { losses.append("repeats, which are unfolded") }
        if !header.rhythm.isEmpty { losses.append("rhythm") }
        if !hasKey, keys.contains(where: { $0.value.mode != .none }) { losses.append("key") }
        if !chordSymbols.isEmpty { losses.append("chord symbols") }
        if !labels.isEmpty || !playOrder.isEmpty { losses.append("part labels") }
        if parts.contains(where: \.isDrums) { losses.append("drums") }
        let marks = parts.flatMap { $0.notes.lazy.map(\.marks) + $0.rests.lazy.map(\.marks) }.filter { !$0.isEmpty }
        if marks.contains(where: { !$0.graces.isEmpty }) { losses.append("grace notes") }
        if marks.contains(where: { !$0.decorations.isEmpty }) { losses.append("decorations") }
        if marks.contains(where: { $0.slurStarts > 0 || $0.slurEnds > 0 }) { losses.append("slurs") }
        if marks.contains(where: { !$0.lyrics.isEmpty }) { losses.append("lyrics") }
        if marks.contains(where: { !$0.annotations.isEmpty }) { losses.append("annotations") }
        return losses + lossesOfPerformance(of: parts)
    }
}
