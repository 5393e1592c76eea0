import Foundation
import Testing

/// Recipes with a `sweep:`.
@Suite struct SweepTests {
    private static let recipe = jigRecipe + "sweep: {generator.order: [2, 4], sampler.0.value: [0.8, 1.0]}\n"

    @Test func eachVariantHasAFolder() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        let run = try folder.muse("run", "jig.yaml", "--out", "a", "--count", "1")
        #expect(run.code == 0, "\(run.errors)")
        let folders = [
            "a/generator.order=2_sampler.0.value=0.8", "a/generator.order=2_sampler.0.value=1.0",
            "a/generator.order=4_sampler.0.value=0.8", "a/generator.order=4_sampler.0.value=1.0",
        ]
        let names = ["jigs.abc", "jig-1.mid", "jig-1.musicxml", "index.html"]
        #expect(run.lines == folders.flatMap { path in names.map { "\(path)/\($0)" } })
        for name in folders {
            let lock = try folder.text("\(name)/recipe.lock.yaml")
            #expect(!lock.contains("sweep"))
            #expect(lock.contains(name.contains("order=2") ? "  order: 2\n" : "  order: 4\n"))
        }
    }

    @Test func aTableFollowsTheRuns() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        let run = try folder.muse("run", "jig.yaml", "--out", "a", "--count", "1")
        let table = run.errors.split(separator: "\n").suffix(5).map { $0.split(separator: " ").map(String.init) }
        #expect(table.first == ["variant", "bits", "per", "note", "tunes", "ends_on_tonic"])
        #expect(
            table.dropFirst().map { Array($0.prefix(2)) } == [
                ["generator.order=2", "sampler.0.value=0.8"], ["generator.order=2", "sampler.0.value=1.0"],
                ["generator.order=4", "sampler.0.value=0.8"], ["generator.order=4", "sampler.0.value=1.0"],
            ])
        #expect(table.dropFirst().allSatisfy { $0.count == 5 && $0[3] == "1" })
    }

    @Test func aVariantsLockRunsAlone() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        #expect(try folder.muse("run", "jig.yaml", "--out", "a", "--quiet").code == 0)
        let variant = "a/generator.order=4_sampler.0.value=0.8"
        let alone = try folder.muse("run", "\(variant)/recipe.lock.yaml", "--out", "b", "--quiet")
        #expect(alone.code == 0, "\(alone.errors)")
        #expect(try folder.bytes("b/jigs.abc") == folder.bytes("\(variant)/jigs.abc"))
    }

    @Test func checkCountsTheVariants() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        #expect(try folder.muse("check", "jig.yaml").output == "jig.yaml: all right, 4 variants\n")
    }
}
