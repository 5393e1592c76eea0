import MuseMusic
import MuseProtocols

/// A measure as printed: a bar of the score, or part of one if an ending starts within it.
struct Measure {
    var start: Int
    var end: Int
    var number = ""
    /// Whether it is not counted because it is incomplete: a pickup, or the completion of the previous bar.
    var isImplicit = false
    /// Offset of its start within the meter's bar in ticks: the missing part of a pickup, otherwise 0.
    var phase = 0
    /// Whether it is as long as the meter requires. A rest that fills it is then printed centred, in any meter.
    var isFull = false
    var left = Edge()
    var right = Edge()

    /// The merged bar lines at one side of a measure.
    struct Edge {
        var style = Barline.Style.single
        var isInitial = false
        var endsRepeat = false
        var startsRepeat = false
        /// On the left: the endings that start there.
        var endings: [Int] = []
        /// On the right: the endings that stop there.
        var stopped: [Int] = []
        /// Whether the bracket of the stopped ending is open at its end.
        var isDiscontinued = false
        /// How often the section that ends here is played.
        var playCount = 2
        /// The decorations on the bar line.
        var decorations: [String] = []
        /// Whether it has a repeat sign or more than a single bar line, ignoring endings.
        var isSectionBoundary: Bool { endsRepeat || startsRepeat || isInitial || style == .double || style == .final }
    }
}

extension Measure {
    /// The maximum number of measures, so that a note at an absurd time does not produce an unbounded number.
    static let limit = 100_000

    /// Returns the measures of a score, from start to end without gaps; an empty score has one of length 0.
    ///
    /// - Throws: `ExportError` if the meter would divide the score into too many measures.
    static func all(of score: Score) throws -> [Measure] {
        var measures = try spans(of: score)
        if measures.isEmpty { measures = [Measure(start: 0, end: 0)] }
        addEdges(to: &measures, score.barlines)
        openRepeats(&measures)
        addNumbers(to: &measures, score)
        return measures
    }

    private static func spans(of score: Score) throws -> [Measure] {
        if score.barlines.allSatisfy({ $0.style == .none }) { return try spansByMeter(of: score) }
        var result: [Measure] = []
        var lines = score.barlines.lazy.filter { $0.style == .none && !$0.endings.isEmpty }.makeIterator()
        var ending = lines.next()
        for bar in score.bars() {
            var start = bar.start
            while let line = ending, line.onset < bar.end {
                if line.onset > start {
                    result.append(Measure(start: start, end: line.onset))
                    start = line.onset
                }
                ending = lines.next()
            }
            result.append(Measure(start: start, end: bar.end))
        }
        return result
    }

    /// Returns bars derived from the meter, for a score without bar lines.
    private static func spansByMeter(of score: Score) throws -> [Measure] {
        var result: [Measure] = []
        let end = score.end
        var start = 0
        var meters = Timeline(score.meters)
        while start < end {
            let length = meters.value(at: start)?.barTicks(score.ticksPerQuarter) ?? 0
            // In free time, everything up to the next meter is one bar.
            let next = min(end, meters.nextOnset ?? end)
            let stop = length > 0 ? min(next, start + length) : next
            result.append(Measure(start: start, end: stop))
            start = stop
            if result.count > limit { throw ExportError("the score is longer than \(limit) measures") }
        }
        // The last bar is complete even if the music does not fill it.
        if let last = result.last, let length = meters.value(at: last.start)?.barTicks(score.ticksPerQuarter) {
            result[result.count - 1].end = last.start + max(length, last.end - last.start)
        }
        return result
    }

    private static func addEdges(to measures: inout [Measure], _ barlines: [Barline]) {
        var line = barlines.startIndex
        var open: [Int] = []
        func merge(_ barline: Barline, into edge: inout Edge) {
            edge.endsRepeat = edge.endsRepeat || barline.endsRepeat
            if barline.endsRepeat { edge.playCount = max(edge.playCount, barline.playCount) }
            edge.decorations += barline.decorations
            edge.startsRepeat = edge.startsRepeat || barline.startsRepeat
            edge.endings += barline.endings.filter { $0 > 0 && !edge.endings.contains($0) }
            switch barline.style {
            case .initial: edge.isInitial = true
            case .none: break
            default: if edge.style == .single { edge.style = barline.style }
            }
        }
        for i in measures.indices {
            while line < barlines.endIndex, barlines[line].onset <= measures[i].start {
                merge(barlines[line], into: &measures[i].left)
                line += 1
            }
            // A bar line that starts a measure also ends the previous one.
            if i > 0 { close(&measures[i - 1], measures[i].left, &open) }
            if !measures[i].left.endings.isEmpty { open = measures[i].left.endings }
        }
        var last = Edge()
        while line < barlines.endIndex {
            merge(barlines[line], into: &last)
            line += 1
        }
        close(&measures[measures.count - 1], last, &open, isLast: true)
    }

    private static func close(_ measure: inout Measure, _ edge: Edge, _ open: inout [Int], isLast: Bool = false) {
        measure.right = edge
        measure.right.endings = []
        guard !open.isEmpty, isLast || edge.isSectionBoundary || !edge.endings.isEmpty else { return }
        measure.right.stopped = open
        measure.right.isDiscontinued = !edge.endsRepeat
        open = []
    }

    /// Writes the sign that opens a repeated section where the score leaves it out, as in `A :| B :|`: at its start,
    /// where the previous section ended (`Score.played()`). Readers of MusicXML would go back further.
    private static func openRepeats(_ measures: inout [Measure]) {
        var start = 0
        for i in measures.indices {
            if measures[i].left.startsRepeat { start = i }
            let hasNextEnding = i + 1 < measures.count && !measures[i + 1].left.endings.isEmpty
            if measures[i].right.endsRepeat, start > 0, measures[start].left.endings.isEmpty {
                measures[start].left.startsRepeat = true
                measures[start - 1].right.startsRepeat = true
            }
            let endsSection = measures[i].right.endsRepeat || !measures[i].right.stopped.isEmpty
            if endsSection, !hasNextEnding { start = i + 1 }
        }
    }

    private static func addNumbers(to measures: inout [Measure], _ score: Score) {
        var meters = Timeline(score.meters)
        var number = 0
        var uncounted = 0
        for i in measures.indices {
            let length = measures[i].end - measures[i].start
            let full = meters.value(at: measures[i].start)?.barTicks(score.ticksPerQuarter) ?? 0
            measures[i].isFull = length == full
            if length < full, measures.count > 1 {
                if i == 0 {
                    measures[i].phase = full - length
                } else if measures[i].left.isSectionBoundary || !measures[i].left.endings.isEmpty {
                    let before = measures[i - 1]
                    if before.phase == 0, before.end - before.start + length == full {
                        measures[i].phase = before.end - before.start
                    } else if measures[i].left.endings.isEmpty, !measures[i].right.isSectionBoundary,
                        i + 1 < measures.count
                    {
                        measures[i].phase = full - length
                    }
                }
            }
            measures[i].isImplicit = measures[i].phase > 0
            if !measures[i].isImplicit {
                number += 1
                measures[i].number = String(number)
            } else if i == 0 {
                measures[i].number = "0"
            } else {
                uncounted += 1
                measures[i].number = "X\(uncounted)"
            }
        }
    }
}
