import Foundation
import Testing

/// `muse run`: a recipe in, tunes out.
@Suite struct RunTests {
    @Test func pathsOfAllTunesGoToStandardOutput() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.muse("run", "jig.yaml", "--out", "a")
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            run.lines == [
                "a/jigs.abc", "a/jig-1.mid", "a/jig-2.mid", "a/jig-3.mid", "a/jig-1.musicxml", "a/jig-2.musicxml",
                "a/jig-3.musicxml", "a/index.html",
            ])
        let files = try folder.files("a")
        #expect(
            Set(files)
                == Set(run.lines.map { String($0.dropFirst(2)) }).union([
                    "metrics.jsonl", "model/model.json", "model/weights.safetensors", "recipe.lock.yaml",
                ]))
        #expect(try folder.bytes("a/jig-1.mid").starts(with: Array("MThd".utf8)))
        #expect(try folder.text("a/jig-1.musicxml").contains("<score-partwise version=\"4.0\">"))
        #expect(try folder.text("a/metrics.jsonl").split(separator: "\n").count == 3)
    }

    /// 16 bars of 6/8, each section twice, whatever the notes are: 2 × 16 × 3 quarters.
    @Test func tunesHaveTheRequestedForm() throws {
        let folder = try Folder.withRecipe()
        try #require(folder.muse("run", "jig.yaml", "--out", "a").code == 0)
        let tunebook = try folder.text("a/jigs.abc")
        #expect(tunebook.components(separatedBy: "K:D\n").count == 4)
        for number in 1...3 {
            #expect(tunebook.contains("X:\(number)\nT:Jigs \(number)\nR:jig\n"))
            let tune = tunebook.components(separatedBy: "X:\(number)\n")[1].components(separatedBy: "\n\n")[0]
            try folder.write("tune.abc", "X:\(number)\n\(tune)\n")
            let notes = try folder.muse("notes", "tune.abc")
            #expect(notes.code == 0 && notes.errors == "", "\(notes.errors)")
            let ends = notes.lines.filter { !$0.hasPrefix("#") }.map { line in
                let words = line.split(separator: " ")
                return Self.quarters(words[0]) + Self.quarters(words[1])
            }
            #expect(try #require(ends.max()) <= 96)
            #expect(try #require(ends.max()) > 90)
        }
    }

    @Test func theDefaultFolderIsNamedAfterTheRecipe() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.muse("run", "jig.yaml")
        let first = try #require(run.lines.first)
        #expect(first.hasPrefix("runs/jig-") && first.hasSuffix("/jigs.abc"), "\(first)")
    }

    @Test func progressGoesToStandardErrorAndQuietSilencesIt() throws {
        let folder = try Folder.withRecipe()
        let loud = try folder.muse("run", "jig.yaml", "--out", "a")
        #expect(
            loud.errors.hasPrefix("corpus: 1 file, 8 tunes: 1 of another rhythm left out; 7 kept"), "\(loud.errors)")
        #expect(loud.errors.contains("\nmodel: ") && loud.errors.contains("\ntunes: 3 in "), "\(loud.errors)")
        let quiet = try folder.muse("run", "jig.yaml", "--out", "a", "--quiet", "--refit")
        #expect(quiet.errors == "")
        #expect(quiet.lines == loud.lines)
    }

    @Test func countAndSeedAndSetChangeTheRecipe() throws {
        let folder = try Folder.withRecipe()
        let usual = try folder.muse("run", "jig.yaml", "--out", "usual")
        #expect(usual.code == 0)
        let two = try folder.muse("run", "jig.yaml", "--out", "two", "--count", "2", "--quiet")
        #expect(two.lines.filter { $0.hasSuffix(".mid") } == ["two/jig-1.mid", "two/jig-2.mid"])
        // A smaller count gives the first tunes of a larger one.
        #expect(try Self.music(folder.text("usual/jigs.abc")).hasPrefix(Self.music(folder.text("two/jigs.abc"))))

        let seeded = try folder.muse("run", "jig.yaml", "--out", "seeded", "--seed", "4", "--quiet")
        #expect(seeded.code == 0)
        #expect(try folder.text("seeded/jigs.abc").contains(" seed 4 "))
        #expect(try folder.text("seeded/recipe.lock.yaml").contains("\nseed: 4\n"))

        let set = try folder.muse(
            "run", "jig.yaml", "--out", "set", "--set", "generator.order=2", "--set",
            "export=[{type: abc, path: only.abc}]", "--set", "~title", "--quiet")
        #expect(set.lines == ["set/only.abc", "set/index.html"], "\(set.errors)")
        #expect(try folder.text("set/recipe.lock.yaml").contains("order: 2"))
        #expect(try !folder.text("set/recipe.lock.yaml").contains("title:"))
    }

    /// A tunebook without its provenance, which names the run.
    private static func music(_ tunebook: String) -> String {
        tunebook.components(separatedBy: "\n").filter { !$0.hasPrefix("N:") }.joined(separator: "\n")
            .trimmingCharacters(in: .newlines)
    }

    private static func quarters(_ text: Substring) -> Double {
        let parts = text.split(separator: "/").compactMap { Double($0) }
        return parts.count == 2 ? parts[0] / parts[1] : parts[0]
    }
}
