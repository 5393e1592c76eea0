import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// The dumps of tunes in ABC, made for these tests.
@Suite struct TuneDumpImporterTests {
    private func session(_ text: String) throws -> Imported {
        try TheSessionImporter().read(Array(text.utf8), name: "tunes")
    }

    private func irishman(_ text: String) throws -> Imported {
        try IrishMANImporter().read(Array(text.utf8), name: "train.json")
    }

    private static let header = "tune_id,setting_id,name,type,meter,mode,abc,date,username,composer\n"

    private func pitches(_ tune: Imported.Tune) -> [String] {
        tune.score.parts.flatMap { $0.notes.map(\.pitch.description) }
    }

    @Test func aRowOfTheSessionIsATune() throws {
        let imported = try session(
            Self.header + "1,28,\"Made Jig, The\",jig,6/8,Edorian,\"|:EFE c2B|\r\nE3 E3:|\",2020-01-01,me,Anna Muster\n"
        )
        let tune = try #require(imported.tunes.first)
        #expect(imported.tunes.count == 1 && imported.diagnostics.isEmpty && tune.diagnostics.isEmpty)
        #expect(tune.score.header.referenceNumber == 28)
        #expect(tune.score.header.titles == ["Made Jig, The"])
        #expect(tune.score.header.composers == ["Anna Muster"])
        #expect(tune.score.header.rhythm == "jig")
        #expect(tune.score.meters.map(\.value) == [Meter(6, 8)])
        #expect(tune.score.keys.map(\.value.description) == ["E dorian"])
        // E dorian has two sharps; the unit is an eighth.
        #expect(pitches(tune) == ["E4", "F#4", "E4", "C#5", "B4", "E4", "E4"])
        #expect(tune.score.parts[0].notes[0].duration == tune.score.ticksPerQuarter / 2)
        #expect(tune.mark?.place == "tunes:2:1")
    }

    @Test func theSessionInJSONIsTheSame() throws {
        let json = #"""
            [{"tune_id": "1", "setting_id": "28", "name": "Caf\u00e9 \"Jig\"", "type": "jig", "meter": "6/8",
              "mode": "Gmajor", "abc": "|:GAB c2B|\r\n\r\nG3 G3:|", "date": "2020-01-01", "username": "me"},
             {"setting_id": 29, "name": "Made Reel", "type": "reel", "meter": "4/4", "mode": "Amixolydian",
              "abc": "A4 c4|!A8|]", "extra": {"a": [1, null]}}]
            """#
        let imported = try session(json)
        #expect(imported.diagnostics.isEmpty)
        #expect(imported.tunes.map(\.score.header.title) == ["Café \"Jig\"", "Made Reel"])
        #expect(imported.tunes.map(\.score.header.referenceNumber) == [28, 29])
        // An empty line does not end the tune.
        #expect(pitches(imported.tunes[0]) == ["G4", "A4", "B4", "C5", "B4", "G4", "G4"])
        #expect(pitches(imported.tunes[1]) == ["A4", "C#5", "A4"])
        #expect(imported.tunes.map { $0.mark?.line } == [1, 3])
    }

    @Test func messagesNameTheSetting() throws {
        let imported = try session(
            Self.header + "1,28,A,reel,4/4,Gmajor,\"GABc|\",d,u,\n1,29,B,reel,4/4,Gmajor,\"X:7\nG8|\",d,u,\n")
        #expect(imported.tunes.count == 2)
        let places = imported.tunes.map { $0.diagnostics.map { $0.mark?.place ?? "" } }
        #expect(places.joined().allSatisfy { $0.hasPrefix("tunes, setting 28:") })
        // A row is one tune, even with a number of its own.
        #expect(pitches(imported.tunes[1]) == ["G4"])
        #expect(imported.tunes[1].score.header.referenceNumber == 29)
    }

    @Test(arguments: [
        ("a,b\n", "tunes:1:1: the first line has no column 'setting_id', 'name', 'type', 'meter', 'mode', 'abc'"),
        ("[{\"abc\": \"A\\qB\"}]", "tunes:1:10: invalid escape in a string"),
        ("[{\"abc\": \"A\"}", "tunes:1:14: expected ',' or ']' in the list, found the end of the file"),
        ("[]", "tunes:1:1: the file contains no tune"),
        (TuneDumpImporterTests.header, "tunes:1:1: the file contains no tune"),
    ])
    func damagedDumpsAreErrors(_ text: String, _ message: String) throws {
        let imported = try session(text)
        #expect(imported.diagnostics.map { "\($0.mark?.place ?? ""): \($0.message)" } == [message])
    }

    @Test func tunesOfIrishMANAreRead() throws {
        let imported = try irishman(
            #"""
            [{"abc notation": "X:5\nL:1/4\nM:3/4\nK:F\n F A c | B2 G |]", "control code": "S:1\nB:2\n"},
             {"control code": "S:1\n", "abc notation": "L:1/8\nM:2/4\nK:C\nCDEF|"}]
            """#)
        #expect(imported.diagnostics.isEmpty)
        #expect(imported.tunes.map(\.score.header.referenceNumber) == [5, 2])
        #expect(imported.tunes.map(pitches) == [["F4", "A4", "C5", "Bb4", "G4"], ["C4", "D4", "E4", "F4"]])
        #expect(imported.tunes.map { $0.mark?.place } == ["train.json:1:2", "train.json:2:2"])
        #expect(imported.tunes.allSatisfy { $0.score.header.titles.isEmpty })
    }

    @Test func anObjectWithoutATuneEndsTheReading() throws {
        let imported = try irishman(
            #"[{"abc notation": "X:1\nK:C\nC|"}, {"abc": ""}, {"abc notation": "X:1\nK:C\nC|"}]"#)
        #expect(imported.tunes.count == 1)
        #expect(
            imported.diagnostics.map { "\($0.mark?.place ?? ""): \($0.message)" }
                == ["train.json:1:36: expected an object with 'abc notation'"])
    }

    /// More tunes than are read at a time.
    @Test func partsJoinToTheWholeFile() throws {
        let rows = (1...1100).map { "1,\($0),T\($0),reel,4/4,Cmajor,\"C\($0 % 8 + 1)|\",d,u,\n" }.joined()
        let bytes = Array((Self.header + rows).utf8)
        var parts: [Int] = []
        var titles: [String] = []
        try TheSessionImporter().readParts(bytes, name: "tunes", checks: false) { part in
            parts.append(part.tunes.count)
            titles += part.tunes.map(\.score.header.title)
        }
        #expect(parts == [512, 512, 76])
        #expect(titles == (1...1100).map { "T\($0)" })
    }
}
