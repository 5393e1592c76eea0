import MuseImport
import MuseMusic
import Testing

@Suite struct ScoreBuilderTests {
    private let c = Pitch(step: 0, alter: 0, octave: 4)

    private func place(_ offset: Int) -> TextPlace { TextPlace(offset: offset, lineStart: 0, line: 1) }

    /// Returns a voice of quarters with bar lines after the given numbers of them.
    private func voice(
        _ id: String, part: Int = 0, number: UInt8 = 0, isOverlay: Bool = false, quarters: Int,
        barlinesAfter: [Int] = []
    ) throws -> VoiceBuilder {
        var voice = VoiceBuilder(id: id, part: part, number: number, isOverlay: isOverlay, meter: .common)
        for i in 1...quarters {
            _ = voice.place(c, in: try voice.span(ExactTicks(quarter)))
            if barlinesAfter.contains(i) { voice.add(Barline(onset: voice.onset), at: place(i)) }
        }
        return voice
    }

    @Test func voicesOfAPartAreMergedByOnset() throws {
        var builder = ScoreBuilder()
        builder.parts = [Part(name: "organ"), Part(name: "silent")]
        let voices = [try voice("1", quarters: 2), try voice("2", number: 1, quarters: 3)]
        let score = builder.score(of: voices, meter: .common, key: .cMajor)
        #expect(score.parts.map(\.name) == ["organ"])
        #expect(score.parts[0].notes.map(\.voice) == [0, 1, 0, 1, 1])
    }

    @Test func theFirstVoiceWithBarLinesLeads() throws {
        var second = try voice("2", part: 1, quarters: 4, barlinesAfter: [4])
        second.change(to: Meter(3, 4))
        var builder = ScoreBuilder()
        builder.parts = [Part(), Part()]
        let voices = [try voice("1", quarters: 4), second]
        let score = builder.score(of: voices, meter: .common, key: .cMajor)
        #expect(ScoreBuilder.leadVoice(of: voices) == 1)
        #expect(score.barlines == [Barline(onset: 4 * quarter)])
        #expect(score.meters == [Timed(0, .common), Timed(4 * quarter, Meter(3, 4))])
    }

    @Test func aChangeAtTheStartReplacesTheFirstValue() {
        var voice = VoiceBuilder()
        voice.change(to: Meter(6, 8))
        voice.change(to: Key(PitchClass(step: 4), .major))
        voice.change(to: Key(PitchClass(step: 1), .major))
        var builder = ScoreBuilder()
        builder.parts = [Part()]
        let score = builder.score(of: [voice], meter: .common, key: .cMajor)
        #expect(score.meters == [Timed(0, Meter(6, 8))])
        #expect(score.keys == [Timed(0, Key(PitchClass(step: 1), .major))])
    }

    @Test func temposAndChordSymbolsAreSortedAndNotRepeated() throws {
        var builder = ScoreBuilder()
        let am = try #require(ChordSymbol("Am"))
        builder.add(am, at: 20)
        builder.add(am, at: 10)
        builder.add(am, at: 20)
        builder.add(Tempo(bpm: 90), at: 5)
        builder.add(Tempo(bpm: 90), at: 5)
        let score = builder.score(of: [], meter: .free, key: .cMajor)
        #expect(score.chordSymbols == [Timed(10, am), Timed(20, am)])
        #expect(score.tempos == [Timed(5, Tempo(bpm: 90))])
    }

    // MARK: - Checks

    @Test func barsOfWrongLengthAreReported() throws {
        let short = try voice("1", quarters: 11, barlinesAfter: [4, 7, 11])
        #expect(
            VoiceChecks([short], meter: .common).problems == [
                MusicProblem(
                    .barLength(bar: 2, lasts: "3 quarters", meter: .common, needs: "4"), at: place(7), voice: 0)
            ])
        // Two short bars that make a full one, and a pickup.
        let whole = try voice("1", quarters: 13, barlinesAfter: [1, 5, 8, 9, 13])
        #expect(VoiceChecks([whole], meter: .common).problems == [])
    }

    @Test func voicesAreComparedWithTheLeadVoice() throws {
        let voices = [
            try voice("1", quarters: 8, barlinesAfter: [4, 8]),
            try voice("2", quarters: 6, barlinesAfter: [4, 6]),
            try voice("1", isOverlay: true, quarters: 1),
        ]
        #expect(
            VoiceChecks(voices, meter: .free).problems == [
                MusicProblem(.differentBarlines(voice: "2"), at: place(6), voice: 1),
                MusicProblem(.endsEarly(voice: "2"), at: place(6), voice: 1),
            ])
    }

    @Test func aRepeatWithoutAnEndIsReported() {
        var voice = VoiceBuilder()
        voice.add(Barline(onset: 0, startsRepeat: true), at: place(2))
        #expect(
            VoiceChecks([voice], meter: .free).problems == [MusicProblem(.repeatWithoutEnd, at: place(2), voice: 0)])
    }
}
