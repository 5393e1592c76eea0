import MuseMusic
import Testing

/// Lengths as in Larsen's book: a long roll has three equal parts, a short one two; a cut or tap starts a part.
@Suite struct PlayedOrnamentsTests {
    private func strokes(_ duration: Int, roll: Bool, graces: [String] = []) -> [String] {
        var score = Score(ticksPerQuarter: 48)
        score.keys = [Timed(0, Key(PitchClass(step: 1), .major))]
        var note = Note(onset: 0, duration: duration, pitch: Pitch("G4")!, isTied: true)
        if roll { note.marks.decorations = ["roll", "accent"] }
        note.marks.graces = Graces(graces.map { .init(pitch: Pitch($0)!, duration: 24) })
        score.parts = [Part(notes: [note])]
        let notes = score.playingOrnaments().parts[0].notes
        #expect(notes.map(\.isTied) == notes.dropLast().map { _ in false } + [true])
        #expect(!notes.contains { $0.marks.decorations.contains("roll") || !$0.marks.graces.isEmpty })
        return notes.map { "\($0.onset)+\($0.duration) \($0.pitch)" }
    }

    @Test func rollsHaveACutAndATap() {
        #expect(strokes(72, roll: true) == ["0+24 G4", "24+6 A4", "30+18 G4", "48+6 F#4", "54+18 G4"])
        #expect(strokes(48, roll: true) == ["0+6 A4", "6+18 G4", "24+6 F#4", "30+18 G4"])
    }

    @Test func graceNotesTakeAtMostHalfTheNote() {
        #expect(strokes(24, roll: false, graces: ["A4"]) == ["0+6 A4", "6+18 G4"])
        #expect(strokes(24, roll: false, graces: ["G5", "G4", "D5"]) == ["0+4 G5", "4+4 G4", "8+4 D5", "12+12 G4"])
        #expect(strokes(24, roll: false) == ["0+24 G4"])
    }
}
