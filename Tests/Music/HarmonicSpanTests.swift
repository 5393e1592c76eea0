import MuseMusic
import Testing

@Suite struct HarmonicSpanTests {
    /// Bars of 4/4 in C with a pickup of a quarter, quarters of the given degrees, and a repeat after the fourth bar.
    private func score(bars: Int, meter: Meter = .common, pickup: Int = 1) -> Score {
        var score = Score(ticksPerQuarter: 4)
        let bar = meter.barTicks(4) ?? 16
        score.meters = [Timed(0, meter)]
        score.keys = [Timed(0, .cMajor)]
        var part = Part()
        for i in 0..<(pickup + bars * bar / 4) {
            part.notes.append(Note(onset: 4 * i, duration: 4, pitch: Key.cMajor.spelling(ofMIDI: 60 + i % 12)))
        }
        score.parts = [part]
        score.barlines = (0...bars).map { Barline(onset: 4 * pickup + bar * $0) }
        score.barlines[bars].style = .final
        return score
    }

    @Test func pickupsHaveNoSpanAndBarsOneEach() {
        let spans = score(bars: 2).harmonicSpans(every: .bar)
        #expect(spans.map(\.start) == [4, 20])
        #expect(spans.map(\.end) == [20, 36])
    }

    @Test(arguments: [(Meter(4, 4), 2), (Meter(3, 4), 1), (Meter(6, 8), 2), (Meter(2, 4), 1), (Meter(9, 8), 1)])
    func halvesAreWholeBeats(meter: Meter, halves: Int) {
        let spans = score(bars: 1, meter: meter, pickup: 0).harmonicSpans(every: .half)
        #expect(spans.count == halves)
        #expect(spans.map(\.beat) == (halves == 2 ? [.barStart, .middle] : [.barStart]))
    }

    @Test func beatsKnowTheirPlaceInTheBar() {
        let spans = score(bars: 1, pickup: 0).harmonicSpans(every: .beat)
        #expect(spans.map(\.beat) == [.barStart, .other, .middle, .other])
        #expect(spans.flatMap(\.tones).map(\.degree) == [0, 1, 2, 3])
        #expect(spans.flatMap(\.tones).map(\.accent) == [.barStart, .onBeat, .onBeat, .onBeat])
        #expect(spans.flatMap(\.tones).allSatisfy { $0.beats == 1 })
    }

    @Test func barsKnowTheirPlaceInTheSection() {
        var tune = score(bars: 12, pickup: 0)
        tune.barlines[8].endsRepeat = true
        #expect(
            tune.harmonicSpans(every: .bar).map(\.bar) == [
                .first, .second, .third, .fourth, .first, .second, .beforeClose, .close, .first, .second, .beforeClose,
                .end,
            ])
    }

    @Test func tonesThatSoundOnAreOnTheBeatsThatTheyCross() {
        var tune = score(bars: 1, pickup: 0)
        tune.parts[0].notes = [
            Note(onset: 0, duration: 2, pitch: Key.cMajor.spelling(ofMIDI: 60)),
            Note(onset: 2, duration: 4, pitch: Key.cMajor.spelling(ofMIDI: 62)),
            Note(onset: 6, duration: 1, pitch: Key.cMajor.spelling(ofMIDI: 64)),
        ]
        let tones = tune.harmonicSpans(every: .bar)[0].tones
        #expect(tones.map(\.accent) == [.barStart, .onBeat, .offBeat])
        #expect(tones.map(\.beats) == [0.5, 1, 0.25])
        // In the second beat only the rest of the second tone is left.
        #expect(tune.harmonicSpans(every: .beat)[1].tones.map(\.beats) == [0.5, 0.25])
    }

    @Test func musicWithoutMeterKeyOrMelodyHasNoSpans() {
        var free = score(bars: 2)
        free.meters = [Timed(0, .free)]
        var open = score(bars: 2)
        open.keys = [Timed(0, Key(.init(step: 0), .none))]
        var empty = score(bars: 2)
        empty.parts[0].notes = []
        for tune in [free, open, empty] { #expect(tune.harmonicSpans(every: .bar).isEmpty) }
    }
}
