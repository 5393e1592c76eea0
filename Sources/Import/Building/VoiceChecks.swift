package import MuseMusic

/// Checks whether the bars, repeats and voices of a piece add up.
package struct VoiceChecks {
    private let voices: [VoiceBuilder]
    /// The meter at the start.
    private let meter: Meter
    package private(set) var problems: [MusicProblem] = []

    /// - Parameter meter: the meter at the start, unless a voice has another there
    package init(_ voices: [VoiceBuilder], meter: Meter) {
        self.voices = voices
        self.meter = meter
        guard let lead = ScoreBuilder.leadVoice(of: voices) else { return }
        checkRepeats(of: voices[lead])
        for (i, voice) in voices.enumerated() where !voice.isOverlay {
            checkBars(of: voice)
            if i != lead, !voice.isEmpty { compareBarlines(of: voice, with: voices[lead]) }
        }
        checkEnds()
    }

    // MARK: - Bars

    /// A bar that is shorter than its meter asks for.
    private struct ShortBar {
        let length: Int
        let whole: Int
        let place: TextPlace

        var missing: Int { whole - length }
    }

    /// Finds bars of another length than the meter's. A short bar may stand where a section begins or ends, and two
    /// short bars may make a whole one: the end of a strain and the pickup of the next.
    private mutating func checkBars(of voice: VoiceBuilder) {
        var meter = meter
        var changes = voice.meters[...]
        var start = 0
        var opening: Barline?
        var short: ShortBar?
        let lines = voice.barlines.placed
        for (k, placed) in lines.enumerated() where placed.barline.style != .none {
            let closing = placed.barline
            while let change = changes.first, change.onset <= start {
                meter = change.value
                changes.removeFirst()
            }
            let length = closing.onset - start
            let isLast = k == lines.count - 1
            let mayBeShort = isLast || (opening.map(Self.mayBeShort) ?? true) || Self.mayBeShort(closing)
            if let whole = meter.barTicks(Score.notationTicksPerQuarter), length > 0, length != whole,
                length > whole || !mayBeShort
            {
                if let before = short, before.missing == length, before.whole == whole {
                    short = nil
                } else {
                    if let short { report(short) }
                    let bar = ShortBar(length: length, whole: whole, place: placed.place)
                    short = length < whole ? bar : nil
                    if length > whole { report(bar) }
                }
            } else if let before = short, length > 0 {
                if length != before.missing { report(before) }
                short = nil
            }
            start = closing.onset
            opening = closing
        }
        if let short { report(short) }
    }

    /// The bar line at one end of a bar lets the bar be short.
    private static func mayBeShort(_ barline: Barline) -> Bool {
        barline.isSectionBoundary || !barline.endings.isEmpty || barline.style == .dotted || barline.style == .invisible
    }

    private mutating func report(_ bar: ShortBar) {
        report(.barLength(Self.wholes(bar.length), meter: Self.wholes(bar.whole)), at: bar.place)
    }

    private mutating func report(_ kind: MusicProblem.Kind, at place: TextPlace) {
        problems.append(MusicProblem(kind, at: place))
    }

    /// Ticks as a fraction of a whole note: `7/8`.
    private static func wholes(_ ticks: Int) -> String {
        let whole = 4 * Score.notationTicksPerQuarter
        let divisor = greatestCommonDivisor(ticks, whole)
        return whole == divisor ? "\(ticks / divisor)" : "\(ticks / divisor)/\(whole / divisor)"
    }

    // MARK: - Repeats and voices

    private mutating func checkRepeats(of voice: VoiceBuilder) {
        var open: TextPlace?
        for placed in voice.barlines.placed {
            if placed.barline.endsRepeat { open = nil }
            if placed.barline.startsRepeat {
                if let open { report(.repeatWithoutEnd, at: open) }
                open = placed.place
            }
        }
        if let open { report(.repeatWithoutEnd, at: open) }
    }

    /// Finds the first place where the bar lines of a voice differ from those of the lead voice.
    private mutating func compareBarlines(of voice: VoiceBuilder, with lead: VoiceBuilder) {
        for (a, b) in zip(voice.barlines.visible, lead.barlines.visible) {
            let isSame =
                a.barline.onset == b.barline.onset && a.barline.endsRepeat == b.barline.endsRepeat
                && a.barline.startsRepeat == b.barline.startsRepeat
            if !isSame { return report(.otherBarlines(voice: voice.id), at: a.place) }
        }
    }

    /// Finds the first voice that ends before the longest one.
    private mutating func checkEnds() {
        let used = voices.filter { !$0.isOverlay && !$0.isEmpty }
        guard used.count > 1, let longest = used.map(\.onset).max(),
            let short = used.first(where: { $0.onset < longest }), let last = short.barlines.placed.last
        else { return }
        report(.endsEarly(voice: short.id), at: last.place)
    }
}
