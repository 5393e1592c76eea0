/// A time span of a melody: a half bar or a beat, or more where notes cross the boundary.
///
/// Source of the term: Lerdahl and Jackendoff, *A Generative Theory of Tonal Music*, MIT Press 1983, chapter 6.
package struct TimeSpan: Sendable {
    package let start: Int
    package let end: Int
    /// The notes, chords and rests, without gaps. Never empty.
    package let elements: [Element]
    /// Whether it belongs to the last bar of a section or an ending.
    package let isCadence: Bool
    /// The time of beat one of its bar, and the length of a beat.
    package let barOrigin: Int
    package let beat: Int

    package func contains(_ onset: Int) -> Bool { (start..<end).contains(onset) }

    /// Whether an onset is on a beat.
    package func isOnBeat(_ onset: Int) -> Bool { (onset - barOrigin) % beat == 0 }
}

extension Score {
    /// The time spans of the first voice of a part, in order. Bars in free time have none.
    ///
    /// Compound meters and those of half notes are divided into beats, meters of four or more beats into half bars if
    /// these are whole beats, and other bars are one span each. Spans are joined where a note, a tuplet or a tie
    /// crosses their boundary.
    package func timeSpans(ofPart part: Int) -> [TimeSpan] {
        let elements = parts[part].elements()
        let cadences = cadenceStarts
        var result: [TimeSpan] = []
        var next = 0
        for bar in MeteredBar.barsAcrossRepeats(of: self) {
            while next < elements.count, elements[next].onset < bar.start { next += 1 }
            var span: [Element] = []
            while next < elements.count, elements[next].onset < bar.end {
                let element = elements[next]
                span.append(element)
                next += 1
                let isClosed = element.notes.allSatisfy { !$0.isTied } && element.tuplet.map(\.isLast) ?? true
                let isBoundary = (element.end - bar.origin) % bar.spanTicks == 0 && isClosed
                guard isBoundary || element.end >= bar.end, let first = span.first else { continue }
                result.append(
                    TimeSpan(
                        start: first.onset, end: element.end, elements: span, isCadence: cadences.contains(bar.start),
                        barOrigin: bar.origin, beat: bar.meter.beat))
                span = []
            }
        }
        return result
    }

    /// The start of the last bar of each section and ending. A bar of less than half the meter before a section ends
    /// is a pickup of the next one or the rest of a bar, so the bar before it counts too.
    private var cadenceStarts: Set<Int> {
        let bars = MeteredBar.bars(of: self)
        let boundaries = Set(
            barlines.lazy.filter { $0.isSectionBoundary || !$0.endings.isEmpty }.map(\.onset) + [end])
        // Where an ending starts, the body goes on into it, unless the ending before it is over.
        let isBody = Set(barlines.lazy.filter { !$0.endings.isEmpty && !$0.isSectionBoundary }.map(\.onset))
        var result: Set<Int> = []
        for (i, bar) in bars.enumerated() where boundaries.contains(bar.end) && !isBody.contains(bar.end) {
            let isShort = 2 * (bar.end - bar.start) < bar.meter.bar
            if isShort, i == 0 { continue }
            result.insert(bar.start)
            if isShort { result.insert(bars[i - 1].start) }
        }
        return result
    }
}

extension MeteredBar {
    /// The length of a time span in ticks.
    fileprivate var spanTicks: Int {
        if meter.isCompound || meter.unit <= 2 { return meter.beat }
        return meter.beats % 2 == 0 && meter.beats > 2 ? meter.bar / 2 : meter.bar
    }
}
