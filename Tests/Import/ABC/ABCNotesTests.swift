import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct ABCNotes {
    @Test func lettersAndOctaveMarksArePitches() {
        #expect(tune("C,, C, C c c' c''").midi == [36, 48, 60, 72, 84, 96])
        #expect(tune("CDEFGABc").midi == [60, 62, 64, 65, 67, 69, 71, 72])
    }

    @Test func theKeyAltersItsLettersInEveryOctave() {
        #expect(tune("F, f c C", key: "D").midi == [54, 78, 73, 61])
        #expect(tune("B e A", key: "Eb").midi == [70, 75, 68])
    }

    @Test func accidentalsApplyToTheBarInAllOctaves() {
        #expect(tune("^F f F|F").midi == [66, 78, 66, 65])
        #expect(tune("^F=F F _B b|B").midi == [66, 65, 65, 70, 82, 71])
        #expect(tune("^^C __E").midi == [62, 62])
    }

    @Test func accidentalsPropagateAsInstructed() {
        #expect(tune("^F f F", fields: "I:propagate-accidentals octave\n").midi == [66, 77, 66])
        #expect(tune("^F f F", fields: "%%propagate-accidentals not\n").midi == [66, 77, 65])
    }

    @Test func aTieCarriesItsAccidentalOverTheBarLineForOneNote() {
        let read = tune("^F4-|F2 F2")
        #expect(read.midi == [66, 66, 65])
        #expect(read.notes.map(\.isTied) == [true, false, false])
    }

    @Test func lengthsAreReadInEveryForm() {
        #expect(tune("A A2 A3/2 A/ A// A/4 A3/ A3/4").durations == [1, 2, 1.5, 0.5, 0.25, 0.25, 1.5, 0.75])
    }

    @Test func brokenRhythmMovesTimeBetweenTwoNotes() {
        #expect(tune("A>B A<B A>>B A<<B").durations == [1.5, 0.5, 0.5, 1.5, 1.75, 0.25, 0.25, 1.75])
        #expect(tune("A > B").durations == [1.5, 0.5])
        #expect(tune("[Ac]>{g}[Bd]").durations == [1.5, 1.5, 0.5, 0.5])
        #expect(tune("(AB)>c").durations == [1, 1.5, 0.5])
        // Each of two unequal notes is scaled by its own factor.
        #expect(tune("A2>B").durations == [3, 0.5])
        #expect(tune("A>z B").onsets == [0, 2])
    }

    @Test func tupletsFollowTheStandardsTable() {
        #expect(tune("(3ABc").notes.map(\.duration) == [6_720, 6_720, 6_720])
        #expect(tune("(2AB", meter: "6/8").durations == [1.5, 1.5])
        #expect(tune("(4ABcd", meter: "6/8").durations == [0.75, 0.75, 0.75, 0.75])
        #expect(tune("(5ABcde").notes.map(\.duration) == [Int](repeating: 4_032, count: 5))
        #expect(tune("(5ABcde", meter: "6/8").notes.map(\.duration) == [Int](repeating: 6_048, count: 5))
        #expect(tune("(6ABcdef").notes[0].duration == 3_360)
    }

    @Test func tupletsMayHaveExplicitNumbers() {
        #expect(tune("(3:2:2A2B").durations == [4.0 / 3, 2.0 / 3])
        #expect(tune("(3::4ABcd").notes.map(\.duration) == [Int](repeating: 6_720, count: 4))
        #expect(tune("(3:4ABc").notes.map(\.duration) == [13_440, 13_440, 13_440])
    }

    @Test func tupletsHoldRestsAndChordsAndCrossBarLines() {
        let read = tune("(3A z|[Bd] e")
        #expect(read.onsets.map { ($0 * 3).rounded() } == [0, 4, 4, 6])
        #expect(read.notes[0].tuplet == Tuplet(actual: 3, normal: 2, index: 0, count: 3))
        #expect(read.score.parts[0].rests[0].tuplet == Tuplet(actual: 3, normal: 2, index: 1, count: 3))
        #expect(read.notes[1].tuplet?.isLast == true)
        #expect(read.notes[3].tuplet == nil)
    }

    @Test func anIncompleteTupletIsRecountedAndReported() {
        let read = tune("(5AB")
        #expect(read.notes.map(\.tuplet?.count) == [2, 2])
        #expect(read.places == ["6:1 warning"])
    }

    @Test func chordsHaveTheTimeOfTheirFirstNote() {
        let read = tune("[CEG]2 [C2E]/ c")
        #expect(read.onsets == [0, 0, 0, 2, 2, 3])
        #expect(read.durations == [2, 2, 2, 1, 1, 1])
        #expect(read.places == ["6:8 warning"])
    }

    @Test func tiesInsideAChordBindSingleNotes() {
        let read = tune("[C2-E2][C2G2]")
        #expect(read.notes.map(\.isTied) == [true, false, false, false])
        #expect(tune("[CE]-|[CE]").notes.map(\.isTied) == [true, true, false, false])
    }

    @Test func restsOfEveryKind() {
        let read = tune("z2 x y C|Z2|X")
        let rests = read.score.parts[0].rests
        #expect(rests.map { $0.onset / quarter } == [0, 2, 4, 8, 12])
        #expect(rests.map { $0.duration / quarter } == [2, 1, 4, 4, 4])
        #expect(rests.map(\.isVisible) == [true, false, true, true, false])
        #expect(read.score.barlines.map { $0.onset / quarter } == [4, 8, 12])
    }

    @Test func gracesTakeNoTime() {
        let read = tune("{ge}A {/^f}B F")
        #expect(read.onsets == [0, 1, 2])
        #expect(read.notes[0].marks.graces.notes.map(\.pitch.midi) == [79, 76])
        #expect(read.notes[0].marks.graces.isAcciaccatura == false)
        #expect(read.notes[1].marks.graces.isAcciaccatura)
        // The accidental of a grace note applies to its bar.
        #expect(read.midi == [69, 71, 66])
    }

    @Test func slursStartAndEndAtNotes() {
        let read = tune("(A(Bc)d) .(ef)")
        #expect(read.notes.map(\.marks.slurStarts) == [1, 1, 0, 0, 1, 0])
        #expect(read.notes.map(\.marks.slurEnds) == [0, 0, 1, 1, 0, 1])
        #expect(read.diagnostics.isEmpty)
    }

    @Test func dottedSlursAreNoStaccato() {
        let read = tune(".(AB.)c .(3ABc")
        #expect(read.notes.map(\.marks.dottedSlurStarts) == [1, 0, 0, 0, 0, 0])
        #expect(read.notes.map(\.marks.slurEnds) == [0, 1, 0, 0, 0, 0])
        #expect(read.notes.map(\.marks.decorations) == [[], [], [], ["staccato"], [], []])
    }

    @Test func decorationsInEverySpelling() {
        let read = tune("~A !trill!B .c +fermata+d Te !mordent!f", fields: "U:T=!segno!\n")
        let names = read.notes.map(\.marks.decorations)
        #expect(names == [["roll"], ["trill"], ["staccato"], ["fermata"], ["segno"], ["lowermordent"]])
    }

    @Test func aLoneExclamationMarkIsAnOldLineBreak() {
        #expect(tune("CDEF|GABc|!\ncBAG|FEDC|]!").midi.count == 16)
        #expect(tune("CDEF!GABc!").midi.count == 8)
    }

    @Test func quotedTextIsAChordSymbolOrAnAnnotation() {
        let read = tune("\"Gm7\"A \"^slowly\"B \"F#m/C#\"c")
        #expect(read.score.chordSymbols.map(\.onset) == [0, 2 * quarter])
        #expect(read.score.chordSymbols.map(\.value.description) == ["Gm7", "F#m/C#"])
        #expect(read.notes[1].marks.annotations == ["^slowly"])
        // ABC 2.1, section 4.18: an alternative in parentheses.
        let symbol = tune("\"G(Em)\"A").score.chordSymbols.first?.value
        #expect(symbol?.root == PitchClass(step: 4))
        #expect(symbol?.alternatives.map(\.description) == ["Em"])
        #expect(ChordSymbol("Am(maj7)")?.alternatives == [])
        #expect(ChordSymbol("G7(b9)")?.kind == "7(b9)")
    }

    @Test func backticksAndContinuationsAreIgnored() {
        #expect(tune("A`B\\\n`c % d e f\ng").midi == [69, 71, 72, 79])
    }

    @Test func aChordMayContinueInTheNextLine() {
        let read = tune("[A\nc] [F2d\n2] G\n/A")
        #expect(read.onsets == [0, 0, 1, 1, 3, 3.5])
        #expect(read.places.map { $0.suffix(7) } == ["warning", "warning", "warning"])
    }

    @Test func oldChordsInPlusSignsAreRead() {
        #expect(tune("+CEG+D").onsets == [0, 0, 0, 1])
    }

    @Test func lengthsOfFractionalTicksDoNotDrift() {
        // Eleven notes in the time of eight quarters, twice: the second group starts exactly after the first.
        let read = tune("(11:8:11AAAAAAAAAAA (11:8:11AAAAAAAAAAA")
        #expect(read.notes[11].onset == 8 * quarter)
        #expect(read.notes[21].end == 16 * quarter)
    }
}
