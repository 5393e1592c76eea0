import MuseMusic
import MuseNotation
import Testing

@Suite struct RepeatTests {
    private let first = "G4 2,A4 2,B4 2,C5 2,D5 4,B4 4,A4 2,B4 2,C5 2,A4 2"
    private let second = "E5 2,D5 2,C5 2,B4 2,A4 4,C5 4,B4 2,A4 2,G4 2,F#4 2"

    private func folded(_ text: String, pickup: NoteFraction = NoteFraction(0, 1)) throws -> String {
        let settings = NotationSettings(key: Key("G"), pickup: pickup, foldsRepeats: true)
        let text = try abc(performance(melody(text), settings: settings, meter: Meter(4, 4)))
        return text.split(separator: "\n").filter { !($0.first!.isLetter && $0.dropFirst().hasPrefix(":")) }.joined(
            separator: " ")
    }

    @Test func equalSectionsAreWrittenOnce() throws {
        let a = "\(first),G4 8"
        let b = "\(second),G4 8"
        #expect(
            try folded("\(a),\(a),\(b),\(b)")
                == "G A B c | d2 B2 | A B c A | G4 :| |: e d c B | A2 c2 | B A G F | G4 :|")
    }

    @Test func differentEndsBecomeEndings() throws {
        #expect(
            try folded("\(first),D4 8,\(first),G4 8,\(second),G4 8")
                == "G A B c | d2 B2 | A B c A |1 D4 :|2 G4 || e d c B | A2 c2 | B A G F | G4 |]")
    }

    @Test func aPickupBelongsToItsSection() throws {
        let a = "D4 2,\(first),G4 6"
        #expect(try folded("\(a),\(a)", pickup: NoteFraction(1, 4)) == "D | G A B c | d2 B2 | A B c A | G3 :|")
    }

    @Test func otherMusicIsUnchanged() throws {
        #expect(
            try folded("\(first),G4 8,\(second),G4 8")
                == "G A B c | d2 B2 | A B c A | G4 | e d c B | A2 c2 | B A G F | G4 |]")
    }
}
