import MuseMusic
import Testing

@Suite struct WrittenOutRepeatsTests {
    @Test func bothEndingsAreWrittenInTurn() throws {
        let written = try #require(WrittenOutRepeats(jig))
        // A pickup of 4 ticks, three bars of 24, the first ending of 20, the bars again, the second ending.
        #expect(written.repeated == [96..<168])
        #expect(written.score.barlines.map(\.onset) == [4, 28, 52, 76, 96, 120, 144, 168, 192])
        #expect(
            written.score.barlines.map(\.style) == [
                .single, .single, .single, .single, .double, .single, .single, .single, .final,
            ])
        #expect(written.score.parts[0].notes.map(\.pitch) == written.score.played().parts[0].notes.map(\.pitch))
        #expect(written.score.played().parts[0].notes == jig.played().parts[0].notes)
        #expect(written.score.bars().map(\.duration) == [4, 24, 24, 24, 20, 24, 24, 24, 24])
    }

    @Test func jumpsCannotBeWrittenOut() {
        var score = jig
        score.barlines[5].decorations = ["D.C."]
        #expect(WrittenOutRepeats(score) == nil)
    }

    @Test func aTuneWithoutRepeatsStays() throws {
        let plain = tune(Key(PitchClass(step: 0), .major), .common, [("C4:8", Barline(onset: 0, style: .final))])
        let written = try #require(WrittenOutRepeats(plain))
        #expect(written.score == plain)
        #expect(written.repeated.isEmpty)
    }
}
