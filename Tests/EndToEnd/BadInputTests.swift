import Foundation
import Testing

/// Files without a tune, and paths that cannot be read: a message, the right exit code, and no files left behind.
@Suite struct BadInputTests {
    static let contents: [String: Data] = [
        "empty": Data(),
        "blank": Data("\n\n   \n".utf8),
        "cut in the header": Data("X:1\nT:The Ke".utf8),
        "prose": Data("Dear Sir,\nyour tune has arrived.\n".utf8),
        "binary": Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 3) }),
        "zeros": Data(count: 4096),
    ]

    @Test(arguments: contents.keys.sorted()) func filesWithoutATuneAreRefused(_ name: String) throws {
        let folder = try Folder(["jig.yaml": jigRecipe])
        try folder.write("tunes.abc", Self.contents[name] ?? Data())
        for arguments in [
            ["notes", "tunes.abc"], ["convert", "tunes.abc", "b.mid"], ["convert", "tunes.abc", "b-{n}.abc"],
            ["tokenize", "abc", "tunes.abc"], ["run", "jig.yaml", "--out", "a"],
        ] {
            let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
            #expect(result.code == 65, "\(arguments)")
            #expect(result.output == "")
            #expect(result.errors.contains("tunes.abc") || result.errors.contains("corpus"), "\(result.errors)")
            #expect(!result.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, "\(arguments)")
        }
        #expect(try folder.files() == ["jig.yaml", "tunes.abc"])
    }

    @Test(arguments: contents.keys.sorted()) func filesWithoutARecipeAreRefused(_ name: String) throws {
        let folder = try Folder()
        try folder.write("jig.yaml", Self.contents[name] ?? Data())
        for command in ["check", "run"] {
            let result = try folder.muse(command, "jig.yaml")
            #expect(result.code == 65)
            #expect(result.errors.hasPrefix("jig.yaml:"), "\(result.errors)")
        }
        #expect(try folder.files() == ["jig.yaml"])
    }

    @Test func anEmptyCorpusIsReportedAtItsPlaceInTheRecipe() throws {
        let folder = try Folder(["jig.yaml": jigRecipe, "tunes.abc": ""])
        let run = try folder.muse("run", "jig.yaml", "--quiet")
        #expect(run.errors.hasPrefix("jig.yaml:4:18: error: corpus.files: "), "\(run.errors)")
    }

    @Test func foldersAndMissingFilesAreInputErrors() throws {
        let folder = try Folder(["folder.abc/x": "", "folder.yaml/x": ""])
        for (arguments, text) in [
            (["notes", "none.abc"], "error: none.abc: No such file or directory\n"),
            (["convert", "none.abc", "b.mid"], "error: none.abc: No such file or directory\n"),
            (["detokenize", "abc", "none.txt", "b.mid"], "error: none.txt: No such file or directory\n"),
            (["check", "folder.yaml"], "error: folder.yaml: Is a directory\n"),
            (["run", "none.yaml"], "error: none.yaml: No such file or directory\n"),
        ] {
            let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
            #expect(result.code == 74, "\(arguments)")
            #expect(result.errors == text)
        }
        for arguments in [["notes", "folder.abc"], ["convert", "folder.abc", "b.mid"]] {
            let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
            #expect(result.code == 65)
            #expect(result.errors.hasPrefix("error: 'folder.abc' contains no file of a known format: abc, mid, "))
        }
        #expect(try folder.files() == ["folder.abc/x", "folder.yaml/x"])
    }

    @Test(.enabled("root may read everything") { geteuid() != 0 }) func unreadableFilesAreInputErrors() throws {
        let folder = try Folder(["a.abc": ladder])
        #expect(try folder.shell("chmod 0 a.abc").code == 0)
        let notes = try folder.muse("notes", "a.abc")
        #expect(notes.code == 74)
        #expect(notes.errors == "error: a.abc: Permission denied\n")
    }

    /// 100 MB without a line break.
    @Test func oneEndlessLineGivesAShortMessage() throws {
        let folder = try Folder()
        #expect(
            try folder.shell("head -c 100000000 /dev/zero | tr '\\0' C >long.abc; ln -s long.abc long.yaml").code == 0)
        for arguments in [
            ["notes", "long.abc"], ["check", "long.yaml"], ["detokenize", "abc", "long.abc", "b.abc"],
        ] {
            let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
            #expect(result.code == 65)
            #expect(result.errors.utf8.count < 1000)
        }
    }

    @Test func lineEndsAndByteOrderMarksOfWindowsAreRead() throws {
        let windows = { (text: String) in "\u{FEFF}" + text.replacingOccurrences(of: "\n", with: "\r\n") }
        let folder = try Folder(["tunes.abc": windows(tunebook), "jig.yaml": windows(jigRecipe)])
        let plain = try Folder.withRecipe()
        #expect(try folder.muse("run", "jig.yaml", "--out", "a", "--quiet").code == 0)
        #expect(try plain.muse("run", "jig.yaml", "--out", "a", "--quiet").code == 0)
        #expect(try folder.bytes("a/model/weights.safetensors") == plain.bytes("a/model/weights.safetensors"))
    }
}
