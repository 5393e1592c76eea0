import MuseMusic
import Testing

@Suite struct MelodyTests {
    private func note(_ onset: Int, _ duration: Int, _ name: String, voice: UInt8 = 0, tied: Bool = false) throws
        -> Note
    {
        Note(onset: onset, duration: duration, pitch: try #require(Pitch(name)), voice: voice, isTied: tied)
    }

    private func tones(_ part: Part) -> [String] {
        Melody(part).tones.map { "\($0.onset)+\($0.duration) \($0.pitch)" }
    }

    @Test func theTopNoteOfAChordIsTheMelody() throws {
        let part = Part(notes: [
            try note(0, 4, "C4"), try note(0, 2, "G4"), try note(0, 4, "E4"), try note(4, 4, "D4"),
        ])
        #expect(tones(part) == ["0+2 G4", "4+4 D4"])
    }

    @Test func tiedNotesOfEqualPitchAreOneTone() throws {
        let part = Part(notes: [
            try note(0, 4, "C4", tied: true), try note(4, 4, "C4", tied: true), try note(8, 2, "C4"),
            try note(10, 2, "C4"), try note(12, 4, "D4", tied: true), try note(16, 4, "E4"),
        ])
        #expect(tones(part) == ["0+10 C4", "10+2 C4", "12+4 D4", "16+4 E4"])
    }

    @Test func onlyTheFirstVoiceCounts() throws {
        let part = Part(notes: [try note(0, 4, "C5", voice: 2), try note(0, 4, "C4", voice: 1)])
        #expect(tones(part) == ["0+4 C4"])
        #expect(tones(Part()) == [])
    }

    @Test func drumsAreTheMelodyOnlyWithoutOtherNotes() throws {
        let drums = Part(name: "drums", isDrums: true, notes: [try note(0, 4, "C2")])
        let flute = Part(name: "flute", notes: [try note(0, 4, "C6")])
        var score = Score(ticksPerQuarter: 4)
        score.parts = [Part(), drums, flute]
        #expect(score.melodyPart?.name == "flute")
        #expect(score.melody.tones.map(\.midi) == [84])
        score.parts = [Part(), drums]
        #expect(score.melodyPart == nil)
        #expect(score.melody.tones.map(\.midi) == [36])
    }

    @Test func tonesAreFoundByOnset() throws {
        let melody = Melody(
            Part(notes: [try note(0, 4, "C4"), try note(4, 4, "D4"), try note(8, 4, "E4"), try note(12, 4, "F4")]))
        #expect(melody.tones(from: 4, to: 12).map(\.onset) == [4, 8])
        #expect(melody.tones(from: 5, to: 5).isEmpty)
        #expect(melody.last(before: 12)?.onset == 8)
        #expect(melody.last(before: 0) == nil)
    }
}
