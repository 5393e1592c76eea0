import Foundation
import Testing

/// The shipped recipes `hmm` and `harmonize`, with fewer tunes and iterations.
@Suite struct HarmonyRecipesTests {
    private static let recipes = "\(#filePath.components(separatedBy: "/Tests/")[0])/Recipes"

    @Test func anHMMWritesValidJigsAndTheSameBytesTwice() throws {
        let folder = try Folder()
        func run(_ out: String) throws -> [String] {
            let run = try folder.muse(
                "run", "\(Self.recipes)/hmm.yaml", "--out", out, "--count", "4", "--set", "generate.best_of=1", "--set",
                "generator.states=2", "--set", "generator.iterations=3", "--set", "generator.restarts=1", "--refit")
            #expect(run.code == 0 && !run.errors.contains("warning"), "\(run.errors)")
            return run.lines
        }
        #expect(try run("one").first == "one/hmm.abc")
        _ = try run("other")
        #expect(try folder.bytes("one/hmm.abc") == folder.bytes("other/hmm.abc"))
        #expect(try folder.muse("check", "one/hmm.abc").code == 0)
    }

    @Test func everyBarOfTheTuneGetsAChord() throws {
        let folder = try Folder()
        let run = try folder.muse(
            "run", "\(Self.recipes)/harmonize.yaml", "--out", "o", "--set", "corpus.where={rhythm: polka}")
        #expect(run.code == 0 && !run.errors.contains("warning"), "\(run.errors)")
        let first = try folder.text("o/harmonized.abc").components(separatedBy: "\n\n")[0]
        #expect(first.contains("T:The Rakes of Mallow\n"))
        let music = first.split(separator: "\n").filter { !$0.contains(":") && !$0.hasPrefix("%") }.joined()
        let bars = music.split(separator: "|").filter { $0.contains { "ABCDEFGabcdefg".contains($0) } }
        #expect(bars.count == 32)
        #expect(bars.allSatisfy { $0.contains("\"") })
        #expect(try folder.shell("abc2midi o/harmonized.abc -o x.mid | grep -i -c -E 'error|warning'").output == "0\n")
        // The lock of the run gives the same bytes.
        let again = try folder.muse("run", "o/recipe.lock.yaml", "--out", "again", "--quiet")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.bytes("o/harmonized.abc") == folder.bytes("again/harmonized.abc"))
    }
}
