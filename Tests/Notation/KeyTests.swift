import MuseMusic
import MuseNotation
import Testing

/// Keys and spelling of performances.
@Suite struct KeyTests {
    private func key(_ text: String, stated: Key? = nil) -> Key? {
        performance(melody(text), meter: Meter(4, 4), key: stated).notated().keys.first?.value
    }

    private let scale = "D4 1,E4 1,F#4 1,G4 1,A4 2,D5 2,C#5 1,B4 1,A4 1,G4 1,F#4 2,E4 2,D4 4"

    @Test func theKeyIsFoundFromPitchesAndTheLastNote() {
        #expect(key(scale) == Key("D"))
        #expect(key("A4 2,B4 1,C5 1,E5 2,D5 1,C5 1,B4 2,G#4 2,A4 2,E4 2,C5 1,B4 1,G#4 1,B4 1,A4 4") == Key("Am"))
    }

    @Test func aStatedSignatureIsKept() {
        #expect(key(scale, stated: Key("G")) == Key("G"))
    }

    @Test func aModeIsFoundWithinTheStatedSignature() {
        // MIDI writes A dorian as G major.
        let dorian = "A4 2,B4 1,C5 1,E5 2,A4 2,F#5 1,E5 1,D5 1,C5 1,B4 2,G4 2,A4 2,E5 2,C5 1,B4 1,G4 2,A4 4"
        #expect(key(dorian + "," + dorian, stated: Key("G")) == Key("Ador"))
    }

    @Test(arguments: [
        // Chromatic neighbours take the letter of the note they lead to.
        ("C5 2,D#5 1,E5 1,G5 2,C5 2", ["C5", "D#5", "E5", "G5", "C5"]),
        ("C5 2,D5 1,Eb5 1,D5 2,C5 2", ["C5", "D5", "Eb5", "D5", "C5"]),
        ("C5 2,A4 1,G#4 1,A4 2,C5 2", ["C5", "A4", "G#4", "A4", "C5"]),
        ("G4 2,Ab4 1,G4 1,E4 2,C5 2", ["G4", "Ab4", "G4", "E4", "C5"]),
    ])
    func chromaticNotesAreSpelledByTheirResolution(notes: String, names: [String]) {
        let settings = NotationSettings(key: .cMajor)
        let score = performance(melody(notes), settings: settings, meter: Meter(4, 4)).notated()
        #expect(score.parts[0].notes.map(\.pitch.description) == names)
    }
}
