package import MuseMusic

/// Checks the bars, repeats and voices of a piece for consistency.
package struct VoiceChecks {
    private let voices: [VoiceBuilder]
    /// The meter at the start.
    private let meter: Meter
    package private(set) var problems: [MusicProblem] = []

    /// - Parameter meter: the meter at the start, unless a voice sets one there.
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

    /// A bar whose length differs from that of its meter.
    private struct IrregularBar {
        let length: Int
        let fullLength: Int
        let place: TextPlace

        var missing: Int { fullLength - length }
    }

    /// Reports bars whose length differs from that of the meter. A bar may be short at the start or end of a section,
    /// and two short bars may make a full one: the end of a strain and the pickup of the next.
    private mutating func checkBars(of voice: VoiceBuilder) {
        var meter = meter
        var changes = voice.meters[...]
        var start = 0
        var opening: Barline?
        var short: IrregularBar?
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
            if let full = meter.barTicks(Score.notationTicksPerQuarter), length > 0, length != full,
                length > full || !mayBeShort
            {
                if let before = short, before.missing == length, before.fullLength == full {
                    short = nil
                } else {
                    if let short { report(short) }
                    let bar = IrregularBar(length: length, fullLength: full, place: placed.place)
                    short = length < full ? bar : nil
                    if length > full { report(bar) }
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

    /// Whether a bar that starts or ends at a bar line may be short.
    private static func mayBeShort(_ barline: Barline) -> Bool {
        barline.isSectionBoundary || !barline.endings.isEmpty || barline.style == .dotted || barline.style == .invisible
    }

    private mutating func report(_ bar: IrregularBar) {
        report(.barLength(Self.wholeNotes(bar.length), meter: Self.wholeNotes(bar.fullLength)), at: bar.place)
    }

    private mutating func report(_ kind: MusicProblem.Kind, at place: TextPlace) {
        problems.append(MusicProblem(kind, at: place))
    }

    /// Formats ticks as a fraction of a whole note: `7/8`.
    private static func wholeNotes(_ ticks: Int) -> String {
        let wholeNote = 4 * Score.notationTicksPerQuarter
        let divisor = greatestCommonDivisor(ticks, wholeNote)
        return wholeNote == divisor ? "\(ticks / divisor)" : "\(ticks / divisor)/\(wholeNote / divisor)"
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

    /// Reports the first place where the bar lines of a voice differ from those of the lead voice.
    private mutating func compareBarlines(of voice: VoiceBuilder, with lead: VoiceBuilder) {
        for (a, b) in zip(voice.barlines.visible, lead.barlines.visible) {
            let isSame =
                a.barline.onset == b.barline.onset && a.barline.endsRepeat == b.barline.endsRepeat
                && a.barline.startsRepeat == b.barline.startsRepeat
            if !isSame { return report(.differentBarlines(voice: voice.id), at: a.place) }
        }
    }

    /// Reports the first voice that ends before the longest one.
    private mutating func checkEnds() {
        let used = voices.filter { !$0.isOverlay && !$0.isEmpty }
        guard used.count > 1, let longest = used.map(\.onset).max(),
            let short = used.first(where: { $0.onset < longest }), let last = short.barlines.placed.last
        else { return }
        report(.endsEarly(voice: short.id), at: last.place)
    }
}
