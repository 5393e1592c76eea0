import MuseMusic
import MuseProtocols

/// What a tune says that does not add up: bars, repeats, voices.
extension TuneReader {
    mutating func checkVoices() {
        guard let lead = leadVoice else { return }
        checkRepeats(of: lead)
        for v in voices.indices where voices[v].main == nil {
            checkBars(of: v)
            if v != lead, !voices[v].isEmpty { compareBarlines(of: v, with: lead) }
        }
        checkEnds(lead)
    }

    /// Bars of another length than the meter's. A short bar may stand where a section begins or ends.
    private mutating func checkBars(of v: Int) {
        var meter = defaults.meter ?? .free
        var changes = voices[v].meters[...]
        var start = 0
        var opening: Barline?
        /// A short bar, which the one after it may fill up: the pickup of a strain after the end of the one before.
        var short: (missing: Int, whole: Int, placed: PlacedBarline)?
        let lines = voices[v].barlines
        for (k, placed) in lines.enumerated() where placed.barline.style != .none {
            let closing = placed.barline
            while let change = changes.first, change.onset <= start {
                meter = change.value
                changes.removeFirst()
            }
            let length = closing.onset - start
            let isLast = k == lines.count - 1
            let mayBeShort =
                opening == nil || isLast || Self.isEdge(opening) || Self.isEdge(closing)
                || closing.style == .dotted || opening?.style == .dotted || closing.style == .invisible
                || opening?.style == .invisible
            if let whole = meter.barTicks(Score.notationTicksPerQuarter), length > 0, length != whole,
                length > whole || !mayBeShort
            {
                if let before = short, before.missing == length, before.whole == whole {
                    short = nil
                } else {
                    if let short { reportBar(of: short.whole - short.missing, whole: short.whole, at: short.placed) }
                    short = length < whole ? (whole - length, whole, placed) : nil
                    if length > whole { reportBar(of: length, whole: whole, at: placed) }
                }
            } else if let before = short, length > 0 {
                if length != before.missing {
                    reportBar(of: before.whole - before.missing, whole: before.whole, at: before.placed)
                }
                short = nil
            }
            start = closing.onset
            opening = closing
        }
        if let short { reportBar(of: short.whole - short.missing, whole: short.whole, at: short.placed) }
    }

    private mutating func reportBar(of length: Int, whole: Int, at placed: PlacedBarline) {
        report(
            .warning, "the bar that ends here lasts \(Self.wholes(length)), its meter asks for \(Self.wholes(whole))",
            at: placed.offset, line: placed.line)
    }

    private static func isEdge(_ barline: Barline?) -> Bool {
        guard let barline else { return false }
        return barline.isSectionBoundary || !barline.endings.isEmpty
    }

    /// Ticks as a fraction of a whole note: `7/8`.
    private static func wholes(_ ticks: Int) -> String {
        let whole = 4 * Score.notationTicksPerQuarter
        let divisor = greatestCommonDivisor(ticks, whole)
        return whole == divisor ? "\(ticks / divisor)" : "\(ticks / divisor)/\(whole / divisor)"
    }

    private mutating func checkRepeats(of v: Int) {
        var open: PlacedBarline?
        for placed in voices[v].barlines {
            if placed.barline.endsRepeat { open = nil }
            if placed.barline.startsRepeat {
                if let open { report(.warning, "this repeat is never ended", at: open.offset, line: open.line) }
                open = placed
            }
        }
        if let open { report(.warning, "this repeat is never ended", at: open.offset, line: open.line) }
    }

    /// The first place where a voice's bar lines are not those of the lead voice.
    private mutating func compareBarlines(of v: Int, with lead: Int) {
        let id = voices[v].id
        let ours = voices[v].barlines.filter { $0.barline.style != .none }
        let theirs = voices[lead].barlines.filter { $0.barline.style != .none }
        for (a, b) in zip(ours, theirs) {
            let isSame =
                a.barline.onset == b.barline.onset && a.barline.endsRepeat == b.barline.endsRepeat
                && a.barline.startsRepeat == b.barline.startsRepeat
            if !isSame {
                report(
                    .warning, "voice \(id) has another bar line here than the first voice; that one's is kept",
                    at: a.offset, line: a.line)
                return
            }
        }
    }

    private mutating func checkEnds(_ lead: Int) {
        let used = voices.indices.filter { voices[$0].main == nil && !voices[$0].isEmpty }
        guard used.count > 1, let longest = used.map({ voices[$0].position.rounded }).max() else { return }
        let short = used.filter { voices[$0].position.rounded < longest }
        guard !short.isEmpty, let last = voices[short[0]].barlines.last else { return }
        let id = voices[short[0]].id
        report(.warning, "voice \(id) ends before the others", at: last.offset, line: last.line)
    }
}
