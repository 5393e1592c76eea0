import Foundation
import Testing

/// MIDI files as input of the command.
@Suite struct MIDITests {
    /// A folder with the tunes of the tunebook as MIDI files, `midi/1.mid` to `midi/8.mid`.
    private func folder(_ files: [String: String] = [:]) throws -> Folder {
        let folder = try Folder(["tunes.abc": tunebook, "midi/about.txt": ""])
        for (name, text) in files { try folder.write(name, text) }
        try #require(folder.muse("convert", "tunes.abc", "midi/{n}.mid").code == 0)
        return folder
    }

    /// Two tracks with 96 ticks per quarter, and times that notation cannot express.
    private let performance =
        Data(Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 2, 0, 96])
        + Data(Array("MTrk".utf8) + [0, 0, 0, 17, 7, 0x90, 60, 80, 91, 60, 0, 3, 62, 80, 95, 62, 0, 0, 0xFF, 0x2F, 0])
        + Data(Array("MTrk".utf8) + [0, 0, 0, 11, 96, 0x91, 48, 80, 96, 48, 0, 0, 0xFF, 0x2F, 0])

    @Test func notesHaveTheFilesOwnTimes() throws {
        let folder = try Folder()
        try folder.write("a.mid", performance)
        let notes = try folder.muse("notes", "a.mid")
        #expect(notes.code == 0 && notes.errors == "", "\(notes.errors)")
        #expect(notes.output == "# part 0\n7/96 91/96 60\n101/96 95/96 62\n# part 1\n1 1 48\n")
        #expect(
            try folder.muse("notes", "--count", "a.mid", "a.mid").output
                == String(repeating: "3 notes, 2 parts, 1 tunes: a.mid\n", count: 2))
        #expect(try folder.muse("notes", "a.mid", "a.mid").lines.filter { $0 == "# file a.mid" }.count == 2)
        #expect(try folder.muse("convert", "a.mid", "b.mid").code == 0)
        #expect(try folder.muse("notes", "b.mid").output == notes.output)
    }

    @Test func aPerformanceBecomesNotation() throws {
        let folder = try Folder()
        try folder.write("a.mid", performance)
        #expect(try folder.muse("convert", "a.mid", "a.abc").code == 0)
        #expect(try folder.muse("notes", "a.abc").output == "# part 0\n0 1 60\n1 1 62\n# part 1\n1 1 48\n")
        #expect(try folder.muse("convert", "a.mid", "a.musicxml").code == 0)
        #expect(try folder.text("a.musicxml").components(separatedBy: "<type>quarter</type>").count >= 4)
    }

    /// Tunes without a pickup: a MIDI file does not say where the first bar line is.
    @Test func melodyTokensOfMIDIEqualThoseOfABC() throws {
        let folder = try folder()
        let abc = try folder.muse("tokenize", "melody", "tunes.abc").lines
        for number in [2, 7] {
            #expect(try folder.muse("tokenize", "melody", "midi/\(number).mid").lines == [abc[number - 1]])
        }
        try folder.write("a.mid", performance)
        let tokens = try folder.muse("tokenize", "melody", "a.mid")
        #expect(
            tokens.output
                == "M:4/4 K:C major bar note_60 hold hold hold note_62 hold hold hold rest rest rest rest rest rest rest rest <end>\n"
        )
        #expect(tokens.errors.contains("left out: other parts"))
    }

    @Test func aRecipeLearnsFromMIDIFiles() throws {
        let folder = try folder([
            "midi.yaml": """
            muse: 1
            seed: 2
            corpus: {files: [midi/*.mid], where: {meter: 6/8}}
            tokenizer: {type: melody}
            generator: {type: markov, order: 3}
            generate: {count: 2, condition: {meter: 6/8}, max_tokens: 400}
            export:
              - {type: abc, path: tunes.abc}
              - {type: midi, path: "tune-{n}.mid"}

            """
        ])
        let run = try folder.muse("run", "midi.yaml", "--out", "a")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.lines == ["a/tunes.abc", "a/tune-1.mid", "a/tune-2.mid", "a/index.html"])
        #expect(run.errors.hasPrefix("corpus: 8 files, 8 tunes: 1 of another meter left out; 7 kept"), "\(run.errors)")
        #expect(try folder.muse("notes", "a/tune-1.mid").code == 0)
    }

    @Test func invalidMIDIFilesAreDataErrors() throws {
        let folder = try Folder(["a.mid": "X:1\nK:C\nC|\n", "b.mid": ""])
        for name in ["a.mid", "b.mid"] {
            let notes = try folder.muse("notes", name)
            #expect(notes.code == 65)
            #expect(notes.errors.hasPrefix("\(name):1:1: error: "), "\(notes.errors)")
            #expect(notes.errors.hasSuffix("error: no tune can be read from '\(name)'\n"))
        }
    }
}
