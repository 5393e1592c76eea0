import MuseMusic

/// The bars of a voice with their numbers, as musicians count them.
///
/// The first whole bar is 1 and a pickup before it 0. A short bar that completes the one before it, at a repeat sign or
/// an ending, has the same number; so has the pickup of a later section.
struct VoiceBars {
    struct Bar {
        let number: Int
        let start: Int
        let meter: Meter
        /// The bar line at its start; nil for the first bar.
        let opening: Barline?
        /// The bar line at its end, with its place.
        let closing: BarlineList.Placed
        let isLast: Bool
        /// The length of its music before a numbered ending that starts inside it; nil if none does.
        let partBeforeEnding: Int?

        var length: Int { closing.barline.onset - start }
        var fullLength: Int? { meter.barTicks(Score.notationTicksPerQuarter) }

        /// Whether it may be short, because it starts or ends a section.
        var mayBeShort: Bool { isLast || (opening?.mayDivideBar ?? true) || closing.barline.mayDivideBar }
    }

    private(set) var bars: [Bar] = []

    /// - Parameter meter: the meter at the start, unless the voice sets one there.
    init(_ voice: VoiceBuilder, meter: Meter) {
        var meter = meter
        var changes = voice.meters[...]
        var start = 0
        var number = 0
        var opening: Barline?
        var lines = voice.barlines.visible
        if let last = lines.last, let place = voice.endPlace, voice.onset > last.barline.onset {
            // The music after the last bar line is a bar too.
            let end = Barline(onset: voice.onset)
            lines.append(BarlineList.Placed(barline: end, place: place, lastPlace: place))
        }
        var endings = voice.barlines.barlines.filter { !$0.endings.isEmpty }[...]
        for (k, closing) in lines.enumerated() {
            while let change = changes.first, change.onset <= start {
                meter = change.value
                changes.removeFirst()
            }
            let isLast = k == lines.count - 1
            let length = closing.barline.onset - start
            var ending: Int?
            while let next = endings.first, next.onset < closing.barline.onset {
                if next.onset > start, ending == nil { ending = next.onset - start }
                endings.removeFirst()
            }
            if length > 0 {
                let full = meter.barTicks(Score.notationTicksPerQuarter) ?? 0
                if isCounted(length, of: full, after: opening, before: closing.barline, isLast: isLast) { number += 1 }
                bars.append(
                    Bar(
                        number: number, start: start, meter: meter, opening: opening, closing: closing, isLast: isLast,
                        partBeforeEnding: ending))
            }
            start = closing.barline.onset
            opening = closing.barline
        }
    }

    private func isCounted(
        _ length: Int, of full: Int, after opening: Barline?, before closing: Barline, isLast: Bool
    ) -> Bool {
        guard length < full else { return true }
        guard let before = bars.last, let opening else { return isLast }
        guard opening.mayDivideBar else { return true }
        if before.length < full, before.length + length == full { return false }
        return !opening.endings.isEmpty || closing.isSectionBoundary
    }

    /// Returns the number of the bar at a byte offset of the text.
    func number(at offset: Int) -> Int {
        bars.first { $0.closing.place.offset >= offset }?.number ?? (bars.last?.number ?? 0) + 1
    }
}

extension Barline {
    /// Whether the bars at its sides may be short.
    var mayDivideBar: Bool {
        isSectionBoundary || !endings.isEmpty || style == .dotted || style == .invisible
    }
}
