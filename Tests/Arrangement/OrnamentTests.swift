import MuseArrangement
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

@Suite struct OrnamentTests {
    private func grammars(_ text: String) throws -> OrnamentBook {
        try OrnamentBook(#require(try YAMLReader.read(SourceFile(name: "o.yaml", text: text))))
    }

    private func builtIn(_ name: String) throws -> OrnamentGrammar {
        try #require(try grammars(String(decoding: OrnamentBook.builtInText, as: UTF8.self))[instrument(name)])
    }

    /// The notes of a tune with the ornaments of one rule, as text: grace notes, `~` for a roll, pitch and length in
    /// sixteenths, or thirds of them in triplets.
    private func ornamented(_ rule: String, _ abc: String) throws -> String {
        let grammar = try #require(try grammars("fiddle: [{\(rule), weight: 1000}]")[instrument("fiddle")])
        let score = grammar.ornamented(try tune("M:6/8\nK:D\n\(abc)"), part: 0, random: RandomSource(seed: 1))
        return score.parts[0].notes.map { note in
            let graces = note.marks.graces.notes.map { $0.pitch.description }.joined(separator: " ")
            let length = 12 * note.duration / score.ticksPerQuarter
            return (graces.isEmpty ? "" : "{\(graces)}") + (note.marks.decorations == ["roll"] ? "~" : "")
                + "\(note.pitch)" + (note.tuplet == nil ? ":\(length / 3)" : ":\(length)/3")
        }.joined(separator: " ")
    }

    @Test func rulesLookAtTheNoteAndItsPlace() throws {
        #expect(try ornamented("figure: '~*', length: 3/8", "G3 E2G|") == "~G4:6 E4:4 G4:2")
        #expect(try ornamented("figure: '~*', notes: E", "G3 E2G|e6|") == "G4:6 ~E4:4 G4:2 ~E5:12")
        #expect(try ornamented("figure: '~*', notes: E4, at: beat", "EGG GEE|") == "~E4:2 G4:2 G4:2 G4:2 E4:2 E4:2")
        #expect(try ornamented("figure: '~*', notes: F", "F3 =F3|") == "F#4:6 ~F4:6")
    }

    @Test func rulesLookAtTheNoteBefore() throws {
        #expect(try ornamented("figure: '{+1}*', after: same", "GGF EEA|") == "G4:2 {A4}G4:2 F#4:2 E4:2 {F#4}E4:2 A4:2")
        #expect(try ornamented("figure: '{-1}*', after: higher", "GEG E2E|") == "G4:2 {D4}E4:2 G4:2 {D4}E4:4 E4:2")
        #expect(try ornamented("figure: '{A4}*', after: lower", "EG3 G2|") == "E4:2 {A4}G4:6 G4:4")
        // A grace note without an accidental follows the key: the cut with the C finger is written c sharp in D.
        #expect(try ornamented("figure: '{C5}*', notes: A", "GA4G|") == "G4:2 {C#5}A4:8 G4:2")
    }

    @Test func figuresDivideTheNote() throws {
        #expect(try ornamented("figure: '* {A4}* {F#4}*'", "D3 z3|") == "D4:2 {A4}D4:2 {F#4}D4:2")
        #expect(try ornamented("figure: '* {A4}* {F#4}*2'", "D2 z4|") == "D4:1 {A4}D4:1 {F#4}D4:2")
        #expect(try ornamented("figure: '(3***'", "A2 z4|") == "A4:4/3 A4:4/3 A4:4/3")
        #expect(try ornamented("figure: '(3*** *'", "A3 z3|") == "A4:4/3 A4:4/3 A4:4/3 A4:2")
        #expect(
            try ornamented("figure: '(3*>', length: 1/8, at: beat, next: third", "GBd AGF|")
                == "G4:4/3 A4:4/3 B4:4/3 D5:2 A4:2 G4:2 F#4:2")
    }

    @Test func marksTiesAndTupletsStay() throws {
        let given = "~G3-G3|(3GGG {a}G .G2|"
        #expect(
            try ornamented("figure: '{+1}*'", given)
                == "~G4:6 G4:6 G4:4/3 G4:4/3 G4:4/3 {A5}G4:2 G4:4")
    }

    @Test func repeatedNotesOfHighlandPipesAreDivided() throws {
        let score = try tune("M:4/4\nK:A mix\nAAAA BBcc|ddee ffgg|aaGG Aeee|")
        let grammar = try builtIn("Highland pipes")
        for seed in 0..<5 {
            let notes = grammar.ornamented(score, part: 0, random: RandomSource(seed: UInt64(seed))).parts[0].notes
            for (before, note) in zip(notes, notes.dropFirst()) where before.pitch == note.pitch {
                #expect(!note.marks.graces.isEmpty, "\(note.onset)")
            }
            // All grace notes are notes of the chanter.
            let chanter = Set(["G4", "A4", "B4", "C#5", "D5", "E5", "F#5", "G5", "A5"])
            #expect(notes.flatMap(\.marks.graces.notes).allSatisfy { chanter.contains($0.pitch.description) })
        }
    }

    /// The lowest note of a whistle has no finger below to tap with.
    @Test(arguments: ["tin whistle", "flute", "uilleann pipes"]) func theLowestNoteHasNoRoll(name: String) throws {
        let score = try tune("M:6/8\nK:D\n" + String(repeating: "D3 E3|D2E D2F|", count: 8))
        let notes = try builtIn(name).ornamented(score, part: 0, random: RandomSource(seed: 2)).parts[0].notes
        let rolled = notes.filter { $0.marks.decorations == ["roll"] }
        #expect(!rolled.isEmpty && rolled.allSatisfy { $0.pitch == Pitch("E4") })
        #expect(notes.contains { $0.pitch == Pitch("D4") && !$0.marks.graces.isEmpty })
    }

    @Test func instrumentsHaveTheirUsualNames() throws {
        for name in ["Tin-Whistle", "penny whistle", "Irish flute", "Uilleann Pipes", "highland pipes", "FIDDLE"] {
            _ = try builtIn(name)
        }
        let book = try grammars(String(decoding: OrnamentBook.builtInText, as: UTF8.self))
        #expect(book[try instrument("piano")] == nil)
    }

    @Test(arguments: [
        ("fiddle: [{figure: '~'}]", "o.yaml:1:19: error: fiddle[0].figure: expected a figure such as"),
        ("fiddle: [{figure: '~* *'}]", "expected a figure such as"),
        ("fiddle: [{figure: '(3**'}]", "expected a figure such as"),
        ("fiddle: [{figure: '{x}*'}]", "expected a figure such as"),
        ("fiddle: [{figure: '~*', notes: E H}]", "fiddle[0].notes: expected pitches"),
        ("fiddle: [{figure: '~*', length: x}]", "fiddle[0].length: expected a length"),
        ("fiddle: [{figure: '~*', next: third}]", "fiddle[0].next: expected 'next: third' with the figure (3*>"),
        ("fidle: [{figure: '~*'}]", "no instrument is called 'fidle'"),
    ]) func mistakesAreNamed(table: String, message: String) throws {
        let error = #expect(throws: RecipeErrors.self) { try grammars(table) }
        #expect(error.map { "\($0)" }?.contains(message) == true, "\(String(describing: error))")
    }
}
