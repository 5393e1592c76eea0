import Foundation
import Testing

/// Output that cannot be written. A limit on file sizes simulates a disk that fills up while writing.
@Suite struct FullDiskTests {
    private static func limited(_ blocks: Int, _ command: String) -> String {
        "trap '' XFSZ; ulimit -f \(blocks); exec \"$MUSE\" \(command)"
    }

    @Test func convertLeavesNoPartialFile() throws {
        let folder = try Folder(["a.abc": ladder])
        let convert = try folder.shell(Self.limited(1, "convert a.abc b.musicxml"))
        #expect(convert.code == 74)
        #expect(convert.errors == "error: b.musicxml: File too large\n")
        #expect(try folder.files() == ["a.abc"])
    }

    @Test func convertKeepsTheExistingFile() throws {
        let folder = try Folder(["a.abc": ladder, "b.musicxml": "dear to someone"])
        #expect(try folder.shell(Self.limited(1, "convert a.abc b.musicxml")).code == 74)
        #expect(try folder.text("b.musicxml") == "dear to someone")
        #expect(try folder.files() == ["a.abc", "b.musicxml"])
    }

    @Test func aRunWhoseModelCannotBeStoredLeavesNothing() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.shell(Self.limited(8, "run jig.yaml --out a"))
        #expect(run.code == 74)
        #expect(run.output == "")
        // Before anything is read or fitted.
        #expect(run.errors == "error: a: File too large\n")
        #expect(try folder.files() == ["jig.yaml", "tunes.abc"])
        #expect(try folder.shell("find \"$MUSE_CACHE\" -type f").output == "")
    }

    @Test func aRunWhoseTunesCannotBeStoredLeavesOnlyCompleteFiles() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("fit", "jig.yaml", "--out", "whole", "--quiet").code == 0)
        #expect(try folder.muse("generate", "jig.yaml", "--out", "whole", "--quiet").code == 0)
        let run = try folder.shell(Self.limited(8, "generate jig.yaml --out a --quiet"))
        #expect(run.code == 74)
        #expect(run.errors.hasSuffix(": File too large\n"), "\(run.errors)")
        let (all, written) = (try folder.contents("whole"), try folder.contents("a"))
        for (name, bytes) in written { #expect(all[name] == bytes, "\(name)") }
    }

    @Test func anUnwritableStandardOutputIsAnOutputError() throws {
        let folder = try Folder(["a.abc": ladder, "tunes.abc": tunebook, "jig.yaml": jigRecipe])
        for command in ["list", "schema", "describe markov", "notes a.abc", "tokenize abc a.abc", "check jig.yaml"] {
            let full = try folder.shell("exec \"$MUSE\" \(command) >/dev/full")
            #expect(full.code == 74, "\(command)")
            #expect(full.errors == "error: standard output: No space left on device\n")
            let closed = try folder.shell("exec \"$MUSE\" \(command) >&-")
            #expect(closed.code == 74, "\(command)")
            #expect(closed.errors == "error: standard output: Bad file descriptor\n")
        }
        // The tunes are written nevertheless.
        let run = try folder.shell("exec \"$MUSE\" run jig.yaml --out a --quiet >/dev/full")
        #expect(run.code == 74)
        #expect(try folder.files("a").count == 12)
    }

    @Test func anUnwritableStandardErrorIsIgnored() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.shell("exec \"$MUSE\" run jig.yaml --out a 2>/dev/full").code == 0)
        #expect(try folder.shell("exec \"$MUSE\" run jig.yaml --out b 2>&-").code == 0)
        #expect(try folder.bytes("a/jigs.abc") == folder.bytes("b/jigs.abc"))
    }

    @Test func anUnwritableFolderIsAnOutputError() throws {
        let folder = try Folder.withRecipe()
        try folder.write("taken", "a file")
        let run = try folder.muse("run", "jig.yaml", "--out", "taken", "--quiet")
        #expect(run.code == 74)
        #expect(run.errors.hasPrefix("error: taken"), "\(run.errors)")
        #expect(try folder.text("taken") == "a file")
        #expect(try folder.muse("convert", "tunes.abc", "none/b-{n}.mid").code == 74)
    }
}
