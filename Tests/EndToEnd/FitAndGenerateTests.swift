import Foundation
import Testing

/// The two halves of a run.
@Suite struct FitAndGenerateTests {
    @Test func generateNeedsAFittedModel() throws {
        let folder = try Folder.withRecipe()
        let refused = try folder.muse("generate", "jig.yaml", "--out", "a")
        #expect(refused.code == 65)
        #expect(refused.output == "")
        #expect(
            refused.errors
                == "error: no model is fitted for the recipe 'jig': use 'muse fit' first, or 'muse run' for both\n")
        #expect(try folder.files() == ["jig.yaml", "tunes.abc"])
    }

    @Test func fitLeavesTheModelAndGenerateUsesIt() throws {
        let folder = try Folder.withRecipe()
        let fit = try folder.muse("fit", "jig.yaml", "--out", "a")
        #expect(fit.code == 0)
        #expect(fit.lines == ["a/model"])
        #expect(try folder.files("a") == ["model/model.json", "model/weights.safetensors"])

        let generate = try folder.muse("generate", "jig.yaml", "--out", "a")
        #expect(generate.code == 0, "\(generate.errors)")
        #expect(generate.lines.count == 8)
        #expect(try folder.muse("run", "jig.yaml", "--out", "b", "--quiet").code == 0)
        #expect(try folder.contents("a") == folder.contents("b"))
    }

    @Test func generateUsesTheModelInTheRunFolderIfTheCacheIsGone() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("fit", "jig.yaml", "--out", "a", "--quiet").code == 0)
        #expect(try folder.shell("rm -r \"$MUSE_CACHE\"").code == 0)
        #expect(try folder.muse("generate", "jig.yaml", "--out", "elsewhere", "--quiet").code == 65)
        #expect(try folder.muse("generate", "jig.yaml", "--out", "a", "--quiet").code == 0)
        #expect(try folder.muse("run", "jig.yaml", "--out", "b", "--refit", "--quiet").code == 0)
        #expect(try folder.contents("a") == folder.contents("b"))
    }

    @Test func generateRefusesAModelFittedWithOtherSettings() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("fit", "jig.yaml", "--out", "a", "--quiet").code == 0)
        #expect(try folder.muse("generate", "jig.yaml", "--set", "generator.order=5", "--out", "a").code == 65)
        #expect(try folder.muse("generate", "jig.yaml", "--set", "tokenizer.pitch=absolute", "--out", "a").code == 65)
        // Values that affect only generation can change.
        #expect(try folder.muse("generate", "jig.yaml", "--set", "sampler.0.value=0.5", "--out", "a").code == 0)
    }

    @Test func aDamagedModelIsFittedAgain() throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("run", "jig.yaml", "--out", "a", "--quiet").code == 0)
        let mess = "find \"$MUSE_CACHE\" -type f -exec sh -c 'rm \"$1\"; echo mess >\"$1\"' x {} ';'"
        #expect(try folder.shell(mess).code == 0)
        let again = try folder.muse("run", "jig.yaml", "--out", "b", "--quiet")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.contents("a") == folder.contents("b"))
    }
}
