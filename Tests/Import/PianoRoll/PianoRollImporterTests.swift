import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct PianoRollImporterTests {
    private func read(_ text: String) -> Imported { PianoRollImporter().read(Array(text.utf8), name: "set.json") }

    /// Returns onset and duration in steps and MIDI number of the notes of each part.
    private func notes(_ score: Score) -> [[[Int]]] {
        score.played().parts.map { $0.notes.map { [$0.onset / 2520, $0.duration / 2520, $0.pitch.midi] } }
    }

    @Test func splitsAndHeldNotesAreRead() throws {
        let imported = read(#" {"train": [[[60, 64], [60, 65], [], [60]], [[62]]], "test": [[[], [70], []]]} "#)
        #expect(imported.diagnostics.isEmpty)
        #expect(imported.tunes.map(\.split) == [.training, .training, .test])
        #expect(imported.tunes.map(\.score.header.title) == ["train 1", "train 2", "test 1"])
        let first = imported.tunes[0].score
        #expect(notes(first) == [[[0, 2, 60], [0, 1, 64], [1, 1, 65], [3, 1, 60]]])
        #expect(first.keys.isEmpty)
        #expect(first.meters.map(\.value) == [Meter(4, 4)])
        // Silence at both ends is kept: the final bar line gives the length of the piece.
        #expect(notes(imported.tunes[2].score) == [[[1, 1, 70]]])
        #expect(imported.tunes[2].score.barlines == [Barline(onset: 3 * 2520, style: .final)])
    }

    @Test func fourNumbersNotInAscendingOrderAreVoices() throws {
        let imported = read(#"{"valid": [[[67, 64, 60, 48], [67, 65, -1, 48], [69, 65, -1, 47]]]}"#)
        let score = try #require(imported.tunes.first).score
        #expect(imported.tunes[0].split == .validation)
        #expect(score.parts.map(\.name) == ["Soprano", "Alto", "Tenor", "Bass"])
        #expect(
            notes(score) == [
                [[0, 2, 67], [2, 1, 69]], [[0, 1, 64], [1, 2, 65]], [[0, 1, 60]], [[0, 2, 48], [2, 1, 47]],
            ])
        // The same numbers in ascending order are a piano roll.
        let roll = read(#"{"valid": [[[48, 60, 64, 67], [48, 60, 65, 67]]]}"#)
        #expect(
            notes(try #require(roll.tunes.first).score) == [
                [[0, 2, 48], [0, 2, 60], [0, 1, 64], [0, 2, 67], [1, 1, 65]]
            ])
    }

    @Test func aBareListHasNoSplits() {
        let imported = read("[[[60]], [[61, 61.0, 61]]]")
        #expect(imported.tunes.map(\.split) == [nil, nil])
        #expect(imported.tunes.map(\.score.header.title) == ["1", "2"])
        #expect(imported.tunes.map { notes($0.score) } == [[[[0, 1, 60]]], [[[0, 1, 61]]]])
    }

    @Test func longPiecesHaveBarsAndPrintableNotes() throws {
        let steps = Array(repeating: "[60]", count: 21).joined(separator: ",")
        let score = try #require(read("{\"train\": [[\(steps)]]}").tunes.first).score
        #expect(score.barlines.map(\.onset) == [40_320, 21 * 2520])
        // A whole note, then a quarter and a sixteenth: five sixteenths are not printable as one note.
        #expect(score.parts[0].notes.map(\.duration) == [40_320, 10_080, 2520])
        #expect(notes(score) == [[[0, 21, 60]]])
    }

    @Test func anInvalidPieceIsAnErrorAndTheOthersAreRead() {
        let imported = read(
            "{\"train\": [[[60]], [[128]], [[60.5]], [60], [], [[\"a\", [1, {\"b\": 2}]]], 7, [[-1]], [[1e400]]],\n"
                + " \"rest\": {\"x\": [\"]\"]}, \"test\": [[[61]]]}")
        #expect(imported.tunes.count == 10)
        #expect(
            imported.tunes.map { $0.diagnostics.first?.message ?? "" } == [
                "", "expected a MIDI number from 0 to 127", "expected a MIDI number from 0 to 127",
                "expected a list of MIDI numbers, found '6'", "the piece has no steps",
                "expected a MIDI number, found '\"'", "expected a list of steps, found '7'",
                "a negative number, but not all steps have four voices", "expected a MIDI number from 0 to 127", "",
            ])
        #expect(imported.tunes[1].diagnostics[0].mark?.place == "set.json:1:22")
        #expect(imported.tunes.filter { !$0.diagnostics.isEmpty }.allSatisfy { $0.score.parts.isEmpty })
        #expect(
            imported.diagnostics.map(\.message) == ["'rest' skipped: expected train, valid or test"])
        #expect(imported.diagnostics[0].mark?.place == "set.json:2:10")
        #expect(imported.tunes[9].split == .test)
    }

    @Test(arguments: [
        ("", "expected a list of pieces, found the end of the file"),
        ("null", "expected a list of pieces, found 'n'"),
        ("{\"train\": [[[60]]", "expected ',' or ']' in a list of pieces, found the end of the file"),
        ("{\"train\" [[[60]]]}", "expected ':' after a key, found '['"),
        ("{\"train\": [[[60]]]} x", "expected the end of the file, found 'x'"),
        ("{\"train\": [[[60,]]]}", ""),
        ("{\"tra", "unterminated string"),
        ("{\"train\": [[[-]]]}", "'-' is not a number"),
    ])
    func brokenFilesAreReported(text: String, message: String) {
        let imported = read(text)
        if message.isEmpty {
            // An extra comma is an error of its piece.
            #expect(imported.tunes.first?.diagnostics.isEmpty == false || !imported.diagnostics.isEmpty)
        } else {
            #expect(imported.diagnostics.map(\.message) == [message])
        }
    }

    @Test func damagedFilesNeverCrash() {
        let good = Array(
            #"{"train": [[[60, 64], [60, 65], [], [60]]], "other": [{"a": "\"]"}], "test": [[[], [70]]]}"#.utf8)
        var random = RandomSource(seed: 3)
        for _ in 0..<4000 {
            var bytes = good
            for _ in 0...random.below(3) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes.remove(at: place)
                default: bytes.insert(Array("[]{},:\"-0e\\".utf8)[random.below(11)], at: place)
                }
            }
            let imported = PianoRollImporter().read(bytes, name: "x.json")
            for tune in imported.tunes { #expect(tune.score.parts.isEmpty == !tune.diagnostics.isEmpty) }
        }
        _ = PianoRollImporter().read(Array(repeating: UInt8(ascii: "["), count: 1_000_000), name: "x.json")
        let deep = Array("{\"a\":".utf8) + Array(repeating: UInt8(ascii: "["), count: 1_000_000)
        _ = PianoRollImporter().read(deep, name: "x.json")
    }

    /// A file full of errors takes linear, not quadratic time.
    @Test func everyErrorHasItsPlace() {
        let text = "{\"train\": [" + Array(repeating: "[[200]]", count: 20_000).joined(separator: ",") + "]}"
        let imported = read(text)
        #expect(imported.tunes.count == 20_000)
        // The first list starts at column 12; each takes 8 columns. The number is 2 columns after its start.
        #expect(imported.tunes[0].diagnostics[0].mark?.column == 14)
        #expect(imported.tunes[19_999].diagnostics[0].mark?.column == 14 + 19_999 * 8)
    }
}
