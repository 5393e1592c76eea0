import MuseMusic
import MuseNotation
import Testing

/// Note values, tuplets, voices and staves of performances.
@Suite struct RhythmTests {
    private func music(_ notes: [Note]) throws -> String {
        let settings = NotationSettings(key: .cMajor, pickup: NoteFraction(0, 1))
        let text = try abc(performance(notes, settings: settings, meter: Meter(2, 4)))
        return text.split(separator: "\n").filter {
            $0.hasPrefix("L:") || !($0.first!.isLetter && $0.dropFirst().hasPrefix(":"))
        }
        .joined(separator: " ")
    }

    @Test(arguments: [0.8, 0.9, 0.6]) func shortenedNotesAreWrittenInFull(gate: Double) throws {
        #expect(try music(melody("C4 1,D4 1,E4 2,F4 2,G4 2", gate: gate)) == "L:1/4 C/D/ E | F G |]")
    }

    @Test func onsetsOneTickLateAreOnTheGrid() throws {
        // As abc2midi writes them: the note-off on the grid, the note-on one tick later.
        let notes = (0..<6).map { Note(onset: $0 * 160 + 1, duration: 159, pitch: pitch(["C4", "D4", "E4"][$0 % 3])) }
        #expect(try music(notes) == "L:1/8 (3CDE (3CDE |]")
    }

    @Test func tripletsOfSixteenthsHaveABracketForEachEighth() throws {
        let names = ["C4", "D4", "E4", "F4", "G4", "A4"]
        let notes = (0..<12).map { Note(onset: $0 * 80, duration: 80, pitch: pitch(names[$0 % 6])) }
        #expect(try music(notes) == "L:1/16 (3CDE(3FGA (3CDE(3FGA |]")
    }

    @Test func aRestIsPartOfTheTriplet() throws {
        let notes = [0, 320, 480, 800].map { Note(onset: $0, duration: 160, pitch: pitch("C4")) }
        #expect(try music(notes) == "L:1/8 (3C z C (3C z C |]")
    }

    @Test func unevenEighthsAreNotTriplets() throws {
        // 60 ms late at most at 120 a minute.
        let notes = [0, 265, 480, 690].map { Note(onset: $0, duration: 200, pitch: pitch("C4")) }
        #expect(try music(notes).contains("(3") == false)
    }

    @Test func aRecordingWithoutAMetronomeIsReadAtItsOwnPulse() {
        // Notes of 197 ticks at 480 a quarter: sixteenths at 73 quarters a minute, nearer to 100 than eighths at 146.
        let names = ["C4", "D4", "E4", "F4", "G4", "F4", "E4", "D4"]
        let notes = (0..<64).map { Note(onset: $0 * 197, duration: 190, pitch: pitch(names[$0 % 8])) }
        let score = performance(notes).notated()
        let steps = Set(zip(score.parts[0].notes, score.parts[0].notes.dropFirst()).map { $1.onset - $0.onset })
        #expect(steps.count == 1)
        #expect(score.parts[0].notes.allSatisfy { $0.tuplet == nil })
        #expect(abs((score.tempos[0].value.bpm ?? 0) - 120.0 * 480 / (4 * 197)) < 1)
    }

    @Test func aHeldNoteGetsAVoiceOfItsOwn() throws {
        var notes = [Note(onset: 0, duration: 960, pitch: pitch("C4"))]
        notes += melody("G4 2,A4 2")
        #expect(try music(notes) == "L:1/4 G A & C2 |]")
    }

    @Test func theNotesOfAChordKeepTheirOrder() {
        let names = ["E4", "C4", "G4"]
        // A held bass note between them goes to the second voice.
        var notes = names.map { Note(onset: 0, duration: 480, pitch: pitch($0)) } + melody("A4 2", from: 480)
        notes.insert(Note(onset: 0, duration: 960, pitch: pitch("F3")), at: 1)
        let settings = NotationSettings(key: .cMajor, pickup: NoteFraction(0, 1))
        let part = performance(notes, settings: settings, meter: Meter(2, 4)).notated().parts[0]
        #expect(part.notes.map(\.pitch.description) == names + ["F3", "A4"])
        #expect(part.notes.map(\.voice) == [0, 0, 0, 1, 0])
    }

    @Test func aWideKeyboardPartHasTwoStaves() {
        var notes = melody("C5 1,D5 1,E5 1,D5 1,C5 1,D5 1,E5 1,D5 1")
        notes += melody("C2 2,D2 2,C2 2,D2 2")
        notes.sort { $0.onset < $1.onset }
        let part = performance(notes, meter: Meter(4, 4)).notated().parts[0]
        #expect(part.lowerStaffVoice == 1)
        #expect(part.notes.allSatisfy { ($0.voice == 1) == ($0.pitch.octave == 2) })
        // A narrow one has one.
        #expect(performance(melody("C5 1,D5 1,E5 1,D5 1")).notated().parts[0].lowerStaffVoice == nil)
    }
}
