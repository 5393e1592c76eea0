import MuseMusic
import Testing

@Suite struct OpenSpanTests {
    private func spans(_ kept: Variation.Kept, _ chords: [Timed<ChordSymbol>] = []) -> [OpenSpan] {
        jig.openSpans(ofPart: 0, Variation(keeping: kept, chords: chords))
    }

    private func notes(from start: Int, to end: Int) -> [Note] {
        jig.parts[0].notes.filter { (start..<end).contains($0.onset) }
    }

    @Test func cadencesAndSpansWithOneStructuralNoteStay() {
        #expect(spans(.rhythm).map(\.start) == [4, 16, 28, 52, 64])
        // With a free rhythm, the dotted quarter in bar 2 can be divided; the pickup cannot.
        #expect(spans(.skeleton).map(\.start) == [4, 16, 28, 40, 52, 64])
        #expect(spans(.chords).map(\.start) == [0, 4, 16, 28, 40, 52, 64])
    }

    @Test func spansWithTiesOutOrInStay() {
        var tied = jig
        // The last note of the first bar.
        tied.parts[0].notes[5].isTied = true
        let starts = tied.openSpans(ofPart: 0, Variation(keeping: .chords)).map(\.start)
        #expect(starts == [0, 4, 40, 52, 64])
    }

    @Test(arguments: [Variation.Kept.rhythm, .skeleton]) func structuralNotesHaveTheirPitch(kept: Variation.Kept) {
        let structure = StructuralNotes(jig.timeSpans(ofPart: 0))
        for span in spans(kept) {
            for filling in span.fillings {
                for onset in structure.onsets where (span.start..<span.end).contains(onset) {
                    #expect(filling.first { $0.onset == onset }?.pitches == [structure[onset]!])
                }
            }
        }
    }

    @Test func rhythmKeepsOnsetsAndLengths() {
        for span in spans(.rhythm) {
            let given = notes(from: span.start, to: span.end)
            for filling in span.fillings {
                #expect(filling.map(\.onset) == given.map(\.onset))
                #expect(filling.map(\.duration) == given.map(\.duration))
            }
        }
    }

    /// The rhythms of the tune's beats are 1+1+1, 2+1, 3, 1+2 and ½+½+1+1; joins of the last add ½+3/2+1 and ½+½+2.
    @Test func freeRhythmsAreThoseOfTheTuneAndTheirJoins() throws {
        let span = try #require(spans(.skeleton).first { $0.start == 16 })
        let rhythms = Set(span.fillings.map { $0.map(\.duration) })
        let expected: Set<[Int]> = [
            [4, 4, 4], [8, 4], [12], [4, 8], [2, 2, 4, 4], [2, 6, 4], [2, 2, 8],
        ]
        #expect(rhythms == expected)
    }

    @Test func noFillingAllowsTheMusicOfTheTune() {
        for kept in Variation.Kept.allCases {
            for span in spans(kept) {
                let given = notes(from: span.start, to: span.end)
                for filling in span.fillings where filling.map(\.duration) == given.map(\.duration) {
                    #expect(zip(filling, given).contains { !$0.pitches.contains($1.pitch) })
                }
            }
        }
    }

    @Test func harmonyKeepsChordTonesOnBeats() throws {
        let chords = [Timed(0, ChordSymbol(root: PitchClass(step: 1), kind: ""))]
        for span in spans(.harmony, chords) {
            for filling in span.fillings {
                let first = try #require(filling.first)
                guard (first.onset - 4) % 12 == 0 else { continue }
                #expect(first.pitches.allSatisfy { [2, 6, 9].contains($0.midi % 12) })
            }
        }
    }

    @Test func demandsOnPitchesAreFollowed() {
        let variation = Variation(keeping: .chords, pitches: Set(62...74), chromatic: [])
        for span in jig.openSpans(ofPart: 0, variation) {
            let pitches = span.fillings.flatMap { $0.flatMap(\.pitches) }
            #expect(
                pitches.allSatisfy { (62...74).contains($0.midi) && [2, 4, 6, 7, 9, 11, 1].contains($0.midi % 12) })
        }
    }

    @Test func replacingNothingIsTheSameScoreAndSlursStayBalanced() {
        #expect(jig.replacing([], inPart: 0) == jig)
        var slurred = jig
        slurred.parts[0].notes[1].marks.slurStarts = 1
        slurred.parts[0].notes[4].marks.slurEnds = 1
        let music = [OpenSpan.Slot(onset: 4, duration: 12, pitches: [Pitch("D5")!])]
        let result = slurred.replacing([(4..<16, music)], inPart: 0)
        #expect(result.parts[0].notes[1].marks.slurStarts == 1)
        #expect(result.parts[0].notes.reduce(0) { $0 + $1.marks.slurEnds } == 1)
        #expect(result.parts[0].notes.count == jig.parts[0].notes.count - 2)
    }
}
