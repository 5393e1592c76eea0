import Foundation
import Testing

/// The same recipe gives the same bytes, whatever else is different.
@Suite struct SameBytesTests {
    @Test func inFreshProcessesWithAndWithoutACachedModel() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("run", "jig.yaml", "--out", "cold", "--quiet").code == 0)
        #expect(try folder.muse("run", "jig.yaml", "--out", "warm", "--quiet").code == 0)
        #expect(try folder.muse("run", "jig.yaml", "--out", "again", "--quiet", "--refit").code == 0)
        folder.cache += "-other"
        #expect(try folder.muse("run", "jig.yaml", "--out", "other", "--quiet").code == 0)
        let cold = try folder.contents("cold")
        #expect(cold.count == 12)
        for run in ["warm", "again", "other"] { #expect(try folder.contents(run) == cold, "\(run)") }
    }

    @Test func theCachedModelIsTheSameWhicheverRecipeFittedIt() throws {
        let folder = try Folder.withRecipe()
        let moved = jigRecipe.replacingOccurrences(of: "tunes.abc", with: "../tunes.abc")
        try folder.write("deeper/reels.yaml", moved.replacingOccurrences(of: "title: Jigs", with: "title: Others"))
        #expect(try folder.muse("fit", "jig.yaml", "--quiet").code == 0)
        let first = try folder.contents("../cache/models")
        folder.cache += "-other"
        let fit = try folder.muse("fit", "deeper/reels.yaml", "--quiet", "--set", "generate.count=2")
        #expect(fit.code == 0, "\(fit.errors)")
        #expect(first.count == 2)
        #expect(try folder.contents("../cache-other/models") == first)
    }

    @Test func withAnyNumberOfThreads() throws {
        let folder = try Folder.withRecipe()
        let many = ["generate.count=40", "generate.best_of=3"]
        func run(_ out: String, _ threads: String...) throws -> [String: Data] {
            let run = try MuseBinary.run(
                ["run", "jig.yaml", "--quiet", "--out", out] + many.flatMap { ["--set", $0] } + threads,
                in: folder.path, cache: folder.cache)
            #expect(run.code == 0, "\(run.errors)")
            return try folder.contents(out)
        }
        let one = try run("one", "--threads", "1")
        #expect(one.count == 87)
        #expect(try run("two", "--threads", "2") == one)
        #expect(try run("five", "--threads", "5") == one)
        #expect(try run("cores") == one)
    }

    @Test func whereverTheRecipeIsCalledFrom() throws {
        let folder = try Folder(["recipes/jig.yaml": jigRecipe, "recipes/tunes.abc": tunebook, "deep/er/x": ""])
        #expect(try folder.muse("run", "recipes/jig.yaml", "--out", "a", "--quiet").code == 0)
        #expect(
            try folder.shell("cd deep/er && exec \"$MUSE\" run ../../recipes/jig.yaml --out ../../b --quiet").code == 0)
        #expect(try folder.contents("a") == folder.contents("b"))
    }

    @Test func fromTheLockInAnotherFolder() throws {
        let folder = try Folder.withRecipe()
        #expect(
            try folder.muse("run", "jig.yaml", "--out", "a", "--seed", "9", "--set", "generator.order=2").code == 0)
        // The recipe itself is no longer needed.
        try folder.write("jig.yaml", "muse: 1\n")
        try folder.write("elsewhere/deep/x", "")
        let again = try folder.shell("cd elsewhere/deep && exec \"$MUSE\" run ../../a/recipe.lock.yaml --out b --quiet")
        #expect(again.code == 0, "\(again.errors)")
        let (first, second) = (try folder.contents("a"), try folder.contents("elsewhere/deep/b"))
        #expect(Set(first.keys) == Set(second.keys))
        // The second lock, which is also in the page, names the corpus relative to its own folder.
        for (name, bytes) in first where name != "recipe.lock.yaml" && name != "index.html" {
            #expect(second[name] == bytes, "\(name)")
        }
        let third = try folder.muse("run", "elsewhere/deep/b/recipe.lock.yaml", "--out", "c", "--quiet")
        #expect(third.code == 0)
        #expect(try folder.bytes("c/jigs.abc") == first["jigs.abc"])
    }

    @Test func aLockIsRefusedIfTheCorpusChanged() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("run", "jig.yaml", "--out", "a", "--quiet").code == 0)
        try folder.write("tunes.abc", tunebook.replacingOccurrences(of: "BGG DGG", with: "BGG DGB"))
        let refused = try folder.muse("run", "a/recipe.lock.yaml", "--out", "b")
        #expect(refused.code == 65)
        #expect(refused.output == "")
        #expect(
            refused.errors.contains("tunes.abc' has changed since the run that wrote this lock"), "\(refused.errors)")
        #expect(try !folder.files().contains { $0.hasPrefix("b/") })
    }
}
