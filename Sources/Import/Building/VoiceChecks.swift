package import MuseMusic

/// Checks the bars, repeats and voices of a piece for consistency.
package struct VoiceChecks {
    private let voices: [VoiceBuilder]
    /// The bars of each voice.
    let bars: [VoiceBars]
    package private(set) var problems: [MusicProblem] = []

    /// - Parameter meter: the meter at the start, unless a voice sets one there.
    package init(_ voices: [VoiceBuilder], meter: Meter) {
        self.voices = voices
        bars = voices.map { VoiceBars($0, meter: meter) }
        guard let lead = ScoreBuilder.leadVoice(of: voices) else { return }
        checkRepeats(of: voices[lead], index: lead)
        for (i, voice) in voices.enumerated() where !voice.isOverlay {
            checkBars(bars[i], voice: i)
            if i != lead, !voice.isEmpty { compareBarlines(of: voice, index: i, with: voices[lead]) }
        }
        checkEnds()
    }

    // MARK: - Bars

    /// Reports bars whose length differs from that of the meter.
    private mutating func checkBars(_ bars: VoiceBars, voice: Int) {
        for bar in BarChecks(bars.bars).wrong { report(bar, voice: voice) }
    }

    private mutating func report(_ bar: VoiceBars.Bar, voice: Int) {
        let unit = LengthUnit(of: [bar.length, bar.fullLength ?? bar.length], beat: bar.meter.unit)
        let (length, needed) = (unit.text(bar.length, named: true), unit.text(bar.fullLength ?? 0, named: false))
        report(
            .barLength(bar: bar.number, lasts: length, meter: bar.meter, needs: needed), at: bar.closing.place,
            voice: voice)
    }

    private mutating func report(_ kind: MusicProblem.Kind, at place: TextPlace, voice: Int) {
        problems.append(MusicProblem(kind, at: place, voice: voice))
    }

    // MARK: - Repeats and voices

    private mutating func checkRepeats(of voice: VoiceBuilder, index: Int) {
        let placed = voice.barlines.placed
        for problem in RepeatChecks(placed.map(\.barline)).problems {
            report(problem.kind, at: placed[problem.barline].lastPlace, voice: index)
        }
    }

    /// Reports the first place where the bar lines of a voice differ from those of the lead voice.
    private mutating func compareBarlines(of voice: VoiceBuilder, index: Int, with lead: VoiceBuilder) {
        for (a, b) in zip(voice.barlines.visible, lead.barlines.visible) {
            let isSame =
                a.barline.onset == b.barline.onset && a.barline.endsRepeat == b.barline.endsRepeat
                && a.barline.startsRepeat == b.barline.startsRepeat
            if !isSame { return report(.differentBarlines(voice: voice.id), at: a.place, voice: index) }
        }
    }

    /// Reports the first voice that ends before the longest one.
    private mutating func checkEnds() {
        let used = voices.indices.filter { !voices[$0].isOverlay && !voices[$0].isEmpty }
        guard used.count > 1, let longest = used.map({ voices[$0].onset }).max(),
            let short = used.first(where: { voices[$0].onset < longest }), let last = voices[short].barlines.placed.last
        else { return }
        report(.endsEarly(voice: voices[short].id), at: last.place, voice: short)
    }
}
