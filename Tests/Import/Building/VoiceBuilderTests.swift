import MuseImport
import MuseMusic
import Testing

@Suite struct VoiceBuilderTests {
    private let c = Pitch(step: 0, alter: 0, octave: 4)
    private let e = Pitch(step: 2, alter: 0, octave: 4)
    private let place = TextPlace(offset: 7, lineStart: 0, line: 1)

    private func add(_ pitch: Pitch, _ ticks: Int, to voice: inout VoiceBuilder) throws -> [MusicProblem] {
        voice.place(pitch, in: try voice.span(ExactTicks(ticks)))
    }

    @Test func elementsFollowOneAnother() throws {
        var voice = VoiceBuilder(number: 3)
        var problems = try add(c, 100, to: &voice)
        problems += voice.placeRest(in: try voice.span(ExactTicks(50)), isVisible: false)
        problems += try add(e, 25, to: &voice)
        #expect(problems == [])
        #expect(voice.notes.map(\.onset) == [0, 150])
        #expect(voice.notes.map(\.duration) == [100, 25])
        #expect(voice.notes.map(\.pitch) == [c, e])
        #expect(voice.notes.map(\.voice) == [3, 3])
        #expect(voice.rests == [Rest(onset: 100, duration: 50, voice: 3, isVisible: false)])
        #expect(voice.onset == 175)
    }

    @Test func roundingErrorsDoNotAddUp() throws {
        var voice = VoiceBuilder()
        let third = try #require(ExactTicks(100).scaled(by: 1, over: 3))
        for _ in 0..<3 { _ = voice.place(c, in: try voice.span(third)) }
        // 33 1/3 and 66 2/3, rounded.
        #expect(voice.notes.map(\.onset) == [0, 33, 67])
        #expect(voice.notes.map(\.duration) == [33, 34, 33])
        #expect(voice.position == ExactTicks(100))
    }

    @Test func spansOutOfRangeThrow() throws {
        let voice = VoiceBuilder()
        let short = try #require(ExactTicks(1).scaled(by: 1, over: 3))
        #expect(throws: TimeSpan.LengthError.tooShort) { try voice.span(short) }
        #expect(throws: TimeSpan.LengthError.tooLong) { try voice.span(ExactTicks(ExactTicks.limit + 1)) }
    }

    @Test func theFirstNoteOfAChordHasItsMarks() throws {
        var voice = VoiceBuilder()
        var marks = Marks()
        marks.decorations = ["trill"]
        let chord = [ChordNote(c, ticks: 60), ChordNote(e, ticks: 30)]
        _ = voice.place(chord, in: try voice.span(ExactTicks(60)), marks: marks)
        #expect(voice.notes.map(\.onset) == [0, 0])
        #expect(voice.notes.map(\.duration) == [60, 30])
        #expect(voice.notes.map(\.marks.decorations) == [["trill"], []])
        #expect(voice.onset == 60)
    }

    @Test func aTupletCountsItsElements() throws {
        var voice = VoiceBuilder()
        voice.startTuplet(3, inTimeOf: 2, count: 3, at: place)
        _ = try add(c, 40, to: &voice)
        _ = voice.placeRest(in: try voice.span(ExactTicks(40)), isVisible: true)
        _ = try add(e, 40, to: &voice)
        _ = try add(e, 60, to: &voice)
        #expect(
            voice.notes.map(\.tuplet) == [
                Tuplet(actual: 3, normal: 2, index: 0, count: 3), Tuplet(actual: 3, normal: 2, index: 2, count: 3), nil,
            ])
        #expect(voice.rests[0].tuplet == Tuplet(actual: 3, normal: 2, index: 1, count: 3))
        let problem = voice.endTuplet()
        #expect(problem == nil)
    }

    @Test func anIncompleteTupletSpansItsElements() throws {
        var voice = VoiceBuilder()
        voice.startTuplet(3, inTimeOf: 2, count: 3, at: place)
        _ = try add(c, 40, to: &voice)
        _ = try add(e, 40, to: &voice)
        let problem = voice.endTuplet()
        #expect(problem == MusicProblem(.tupletCutShort(notes: 2, of: 3), at: place))
        #expect(voice.notes.map { $0.tuplet?.count } == [2, 2])
    }

    @Test func aTieLeadsToItsPitch() throws {
        var voice = VoiceBuilder()
        _ = try add(c, 40, to: &voice)
        _ = voice.tieLast(at: place)
        let afterSame = try add(c, 40, to: &voice)
        #expect(afterSame == [])
        _ = voice.tieLast(at: place)
        let afterOther = try add(e, 40, to: &voice)
        #expect(afterOther == [MusicProblem(.tieWithoutPartner, at: place)])
        #expect(voice.notes.map(\.isTied) == [true, false, false])
    }

    @Test func onlyANoteCanBeTied() throws {
        var voice = VoiceBuilder()
        let atStart = voice.tieLast(at: place)
        _ = voice.placeRest(in: try voice.span(ExactTicks(40)), isVisible: true)
        let afterRest = voice.tieLast(at: place)
        _ = try add(c, 40, to: &voice)
        let afterNote = voice.tieLast(at: place)
        #expect([atStart, afterRest, afterNote] == [false, false, true])
    }

    @Test func aTieAtASectionEndMayLeadElsewhere() throws {
        var voice = VoiceBuilder()
        _ = try add(c, 40, to: &voice)
        _ = voice.tieLast(at: place)
        voice.markSectionEnd()
        let problems = try add(e, 40, to: &voice)
        #expect(problems == [])
        #expect(voice.notes.map(\.isTied) == [true, false])
    }

    @Test func openTiesAndSlursAreRemovedAtTheEnd() throws {
        var voice = VoiceBuilder()
        var marks = Marks()
        marks.slurStarts = 1
        _ = voice.place(c, in: try voice.span(ExactTicks(40)), marks: marks, slurStarts: [place.at(3)])
        _ = voice.tieLast(at: place)
        #expect(
            voice.finish() == [MusicProblem(.tieAtEnd, at: place), MusicProblem(.slurWithoutEnd, at: place.at(3))])
        #expect(!voice.notes[0].isTied)
        #expect(voice.notes[0].marks.slurStarts == 0)
    }

    @Test func aSlurEndsAtTheLastElement() throws {
        var voice = VoiceBuilder()
        let beforeStart = voice.endSlur()
        _ = voice.place(c, in: try voice.span(ExactTicks(40)), slurStarts: [place])
        _ = try add(e, 40, to: &voice)
        let first = voice.endSlur()
        let second = voice.endSlur()
        #expect([beforeStart, first, second] == [false, true, false])
        #expect(voice.notes.map(\.marks.slurEnds) == [0, 1])
        #expect(voice.finish() == [])
    }

    @Test func stretchingTheLastElementMovesTheNext() throws {
        var voice = VoiceBuilder()
        _ = voice.place([ChordNote(c, ticks: 40), ChordNote(e, ticks: 20)], in: try voice.span(ExactTicks(40)))
        let isStretched = voice.stretchLast(by: 3, over: 2)
        #expect(isStretched)
        #expect(voice.notes.map(\.duration) == [60, 30])
        #expect(voice.onset == 60)
    }

    @Test func noElementIsShortenedToNothing() throws {
        var voice = VoiceBuilder()
        _ = try add(c, 40, to: &voice)
        let isStretched = voice.stretchLast(by: 1, over: 1_000)
        #expect(!isStretched)
        #expect(voice.notes.map(\.duration) == [40])
    }

    @Test func barRestsHaveTheLengthOfTheMeter() throws {
        var voice = VoiceBuilder(meter: Meter(3, 4))
        try voice.placeBarRest(isVisible: true)
        voice.change(to: .free)
        try voice.placeBarRest(isVisible: true)
        #expect(voice.rests.map(\.duration) == [3 * quarter, 4 * quarter])
        #expect(voice.meters == [Timed(3 * quarter, .free)])
    }

    @Test func anOverlayRestartsTheBarOfItsMainVoice() throws {
        var main = VoiceBuilder(meter: Meter(2, 4))
        _ = try add(c, 2 * quarter, to: &main)
        main.startBar()
        _ = try add(c, quarter, to: &main)
        var overlay = VoiceBuilder(number: 1, isOverlay: true)
        overlay.restartBar(of: main)
        #expect(overlay.isAtBarStart)
        #expect(overlay.onset == 2 * quarter)
        #expect(overlay.meter == Meter(2, 4))
    }
}
