import Foundation
import Testing

/// The shipped recipes with a band and with sets, run unchanged except for the number of candidates.
@Suite struct SessionRecipesTests {
    private static let recipes = "\(#filePath.components(separatedBy: "/Tests/")[0])/Recipes"

    @Test func aBandPlaysTheJigs() throws {
        let folder = try Folder()
        let run = try folder.muse(
            "run", "\(Self.recipes)/session_band.yaml", "--out", "o", "--count", "1", "--set", "generate.best_of=1")
        #expect(run.code == 0 && !run.errors.contains("warning"), "\(run.errors)")
        #expect(run.lines == ["o/session.abc", "o/session-1.mid", "o/session-1.musicxml", "o/index.html"])
        let parts = try folder.muse("notes", "o/session-1.musicxml").lines.filter { $0.hasPrefix("# part") }
        #expect(parts == ["# part 0 Fiddle", "# part 1 Tin whistle", "# part 2 Guitar", "# part 3 Bodhrán"])
        let tune = try folder.text("o/session.abc")
        // The tune ends on the chord of its key; the tunebook has no parts.
        #expect(tune.contains("K:D\n|:") && !tune.contains("V:"))
        let chords = tune.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        #expect(chords.count > 3 && Set(chords).isSubset(of: ["D", "G", "A", "Bm"]) && chords.last == "D", "\(chords)")
        #expect(try folder.shell("abc2midi o/session.abc -o x.mid | grep -i -c -E 'error|warning'").output == "0\n")
        #expect(try folder.shell("xmllint --nonet --noout o/session-1.musicxml").code == 0)
    }

    @Test func aSetIsPlayedThrough() throws {
        let folder = try Folder()
        let run = try folder.muse(
            "run", "\(Self.recipes)/session_sets.yaml", "--out", "o", "--count", "1", "--set", "generate.best_of=2")
        #expect(run.code == 0 && !run.errors.contains("warning"), "\(run.errors)")
        #expect(
            run.lines == [
                "o/sets.abc", "o/set-1.mid", "o/reel-1.musicxml", "o/reel-2.musicxml", "o/reel-3.musicxml",
                "o/index.html",
            ])
        let tunes = try folder.text("o/sets.abc")
        #expect(tunes.components(separatedBy: "T:Set 1: ").count == 4)
        #expect(["K:D\n", "K:G\n", "K:A\n"].allSatisfy(tunes.contains))
        // Each reel has 32 bars of four quarters as played.
        let ends = try folder.muse("notes", "o/set-1.mid").lines.filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: " ").first.flatMap { Int($0.split(separator: "/")[0]) } }
        #expect(try #require(ends.max()) >= 3 * 32 * 4 - 8)
        // The lock of the run gives the same bytes.
        let again = try folder.muse("run", "o/recipe.lock.yaml", "--out", "again", "--quiet")
        #expect(again.code == 0, "\(again.errors)")
        for file in ["sets.abc", "set-1.mid", "reel-3.musicxml"] {
            #expect(try folder.bytes("o/\(file)") == folder.bytes("again/\(file)"))
        }
    }

    @Test func mistakesAreReportedBeforeAnyWork() throws {
        let folder = try Folder.withRecipe(jigRecipe + "arrange: {chords: gitar}\ntitles: [One]\n")
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 65 && run.lines.isEmpty)
        #expect(run.errors.contains("no instrument is called 'gitar'; did you mean 'guitar'?"), "\(run.errors)")
        #expect(run.errors.contains("titles: 1 title for 3 tunes"), "\(run.errors)")
    }
}
