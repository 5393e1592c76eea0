import Foundation
import Testing

/// Recipes with neural generators, at toy size.
@Suite struct NeuralRunTests {
    private static func recipe(_ type: String, _ settings: String = "") -> String {
        """
        muse: 1
        seed: 3
        corpus: {files: [tunes.abc], split: {validation: 0.2}}
        tokenizer: {type: abc, form: true}
        generator:
          type: \(type)
          layers: 1
          channels: 32
          training: {steps: 40, batch_tokens: 256, optimizer: adamw, learning_rate: 1e-2, validation_interval: 10}
        constraints:
          - {type: form, sections: [8, 8], repeats: signs}
        generate: {count: 3, condition: {meter: 6/8, rhythm: jig, key: G}}
        export: [{type: abc, path: jigs.abc}]
        \(settings)
        """
    }

    /// The same recipe with a pretrained model.
    private static let pretrained = """
        muse: 1
        seed: 3
        tokenizer: {type: abc, form: true}
        generator: {type: gru, pretrained: a/model}
        generate: {count: 3, condition: {meter: 6/8, rhythm: jig, key: G}}
        export: [{type: abc, path: jigs.abc}]
        """

    @Test(arguments: ["lstm", "gru", "transformer"]) func aRunTrainsAndWritesCompleteTunes(type: String) throws {
        let folder = try Folder.withRecipe(Self.recipe(type))
        let run = try folder.muse("run", "jig.yaml", "--out", "a")
        #expect(run.code == 0, "\(run.errors)")
        let book = try folder.text("a/jigs.abc")
        #expect(book.split(separator: "\n").count { $0.hasPrefix("X:") } == 3)
        #expect(book.split(separator: ":|", omittingEmptySubsequences: false).count == 7)
        // Fitted again in a fresh process.
        #expect(try folder.muse("run", "jig.yaml", "--out", "b", "--refit", "--quiet").code == 0)
        #expect(try folder.contents("a") == folder.contents("b"))
    }

    @Test func aKilledFitResumesToTheSameBytes() throws {
        let settings = ["--set", "generator.training.steps=12000", "--set", "generator.training.patience=1000"]
        let folder = try Folder.withRecipe(Self.recipe("lstm"))
        func fit(_ out: String) throws -> RunningProcess {
            try MuseBinary.start(
                MuseBinary.path(), ["fit", "jig.yaml", "--out", out] + settings, in: folder.path,
                cache: "\(folder.cache)-\(out)")
        }
        #expect(try fit("whole").result().code == 0)
        // Kills the fit twice, each time after a new checkpoint or five seconds.
        for _ in 0..<2 {
            let running = try fit("cut")
            let before = try checkpoint(of: "\(folder.cache)-cut")
            for _ in 0..<5000 where try checkpoint(of: "\(folder.cache)-cut") == before { usleep(1000) }
            running.stop()
        }
        let last = try fit("cut").result()
        #expect(last.code == 0)
        #expect(last.errors.contains("training: resumes after step"), "\(last.errors)")
        #expect(
            try folder.bytes("whole/model/weights.safetensors") == folder.bytes("cut/model/weights.safetensors"))
    }

    /// The time of the last checkpoint; nil if there is none.
    private func checkpoint(of cache: String) throws -> Date? {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: cache)) ?? []
        guard let name = names.first(where: { $0.hasSuffix("state.safetensors") }) else { return nil }
        return try? FileManager.default.attributesOfItem(atPath: "\(cache)/\(name)")[.modificationDate] as? Date
    }

    @Test func aPretrainedModelIsUsedAsItIs() throws {
        let folder = try Folder.withRecipe(Self.recipe("gru"))
        #expect(try folder.muse("fit", "jig.yaml", "--out", "a", "--quiet").code == 0)
        try folder.write("ready.yaml", Self.pretrained)
        let run = try folder.muse("run", "ready.yaml", "--out", "b")
        #expect(run.code == 0, "\(run.errors)")
        #expect(!run.errors.contains("training"))
        #expect(try folder.bytes("a/model/weights.safetensors") == folder.bytes("b/model/weights.safetensors"))
        // The lock names the model relative to its own folder.
        let again = try folder.muse("run", "b/recipe.lock.yaml", "--out", "c")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.bytes("b/jigs.abc") == folder.bytes("c/jigs.abc"))
    }

    @Test func aPretrainedModelCanBeTrainedFurther() throws {
        let folder = try Folder.withRecipe(Self.recipe("gru"))
        #expect(try folder.muse("fit", "jig.yaml", "--out", "a", "--quiet").code == 0)
        try folder.write(
            "more.yaml",
            """
            \(Self.pretrained)
            corpus: {files: [tunes.abc]}
            """)
        // The step is so small that rounding undoes it for most weights: they are those of the pretrained model.
        let more = try folder.muse(
            "fit", "more.yaml", "--set", "generator.training={steps: 1, learning_rate: 1e-6}", "--out", "b")
        #expect(more.code == 0, "\(more.errors)")
        let (before, after) = (
            try folder.bytes("a/model/weights.safetensors"), try folder.bytes("b/model/weights.safetensors")
        )
        #expect(before != after)
        #expect(before.count == after.count)
        #expect(zip(before, after).count { $0 != $1 } < before.count / 20)
    }

    @Test func aModelWithOtherTokensOrOfAnotherGeneratorIsRefused() throws {
        let folder = try Folder.withRecipe(Self.recipe("gru"))
        #expect(try folder.muse("fit", "jig.yaml", "--out", "a", "--quiet").code == 0)
        try folder.write("ready.yaml", Self.pretrained)
        let tokens = try folder.muse("check", "ready.yaml", "--set", "tokenizer.form=false")
        #expect(tokens.code == 65)
        #expect(
            tokens.errors.hasPrefix(
                "ready.yaml:4:36: error: generator.pretrained: the model was fitted with another tokenizer, or with other "
                    + "settings of it\n"), "\(tokens.errors)")
        let kind = try folder.muse("check", "ready.yaml", "--set", "generator.type=lstm")
        #expect(kind.code == 65)
        #expect(kind.errors.contains("this model belongs to the generator 'gru', not to 'lstm'"), "\(kind.errors)")
        let nowhere = try folder.muse("check", "ready.yaml", "--set", "generator.pretrained=none")
        #expect(nowhere.code == 65)
        #expect(nowhere.errors.contains("generator.pretrained: cannot read the model"), "\(nowhere.errors)")
    }

    /// Fits a Transformer to `a/model`.
    private func withTransformer() throws -> Folder {
        let folder = try Folder.withRecipe(Self.recipe("transformer"))
        let fit = try folder.muse(
            "fit", "jig.yaml", "--set", "generator.heads=2", "--set", "generator.context=256", "--out", "a", "--quiet")
        #expect(fit.code == 0, "\(fit.errors)")
        return folder
    }

    private static func started(_ generator: String) -> String {
        pretrained.replacingOccurrences(of: "{type: gru, pretrained: a/model}", with: generator)
            + "\ncorpus: {files: [tunes.abc], split: {validation: 0.2}}\n"
    }

    @Test(
        arguments: [
            "{type: vae, pretrained: a/model, latent: 8, group_latent: 4, training: {steps: 4, batch_tokens: 256}}",
            "{type: sequence_gan, pretrained: a/model, rounds: 2, tunes: 4}",
        ])
    func aTransformerIsAStartingPoint(generator: String) throws {
        let folder = try withTransformer()
        try folder.write("start.yaml", Self.started(generator))
        let tokens = try folder.muse("check", "start.yaml", "--set", "tokenizer.form=false")
        #expect(tokens.code == 65)
        #expect(tokens.errors.contains("generator.pretrained: the model was fitted with another tokenizer"))
        let run = try folder.muse("run", "start.yaml", "--out", "b")
        #expect(run.code == 0, "\(run.errors)")
        let lock = try folder.text("b/recipe.lock.yaml")
        for setting in ["layers: 1", "channels: 32", "heads: 2", "context: 256"] {
            #expect(lock.contains("  \(setting)\n"), "\(lock)")
        }
        // From the lock, and from the fitted model alone.
        let again = try folder.muse("run", "b/recipe.lock.yaml", "--out", "c", "--refit")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.bytes("b/jigs.abc") == folder.bytes("c/jigs.abc"))
        let type = generator.contains("vae") ? "vae" : "sequence_gan"
        try folder.write(
            "ready.yaml", Self.pretrained.replacingOccurrences(of: "gru, pretrained: a", with: "\(type), pretrained: b")
        )
        let ready = try folder.muse("run", "ready.yaml", "--out", "d")
        #expect(ready.code == 0, "\(ready.errors)")
        let weights = "model/weights.safetensors"
        #expect(try folder.bytes("b/\(weights)") == folder.bytes("d/\(weights)"))
        #expect(try folder.bytes("b/\(weights)") != folder.bytes("a/\(weights)"))
    }

    @Test(
        arguments: [
            (
                "{type: vae, pretrained: a/model, decoder: flat}",
                "generator.decoder: a model of 'transformer' needs `decoder: transformer`; found 'flat'"
            ),
            (
                "{type: vae, pretrained: a/model, layers: 3}",
                "generator.layers: the pretrained model has `layers: 1`, which its weights depend on; found '3'"
            ),
            (
                "{type: sequence_gan, pretrained: a/model, network: recurrent}",
                "generator.network: a model of 'transformer' needs `network: transformer`; found 'recurrent'"
            ),
            (
                "{type: lstm, pretrained: a/model}",
                "generator.pretrained: this model belongs to the generator 'transformer', not to 'lstm'"
            ),
        ])
    func whatATransformerCannotStartIsRefused(generator: String, message: String) throws {
        let folder = try withTransformer()
        try folder.write("start.yaml", Self.started(generator))
        let check = try folder.muse("check", "start.yaml")
        #expect(check.code == 65)
        #expect(check.errors.contains(message), "\(check.errors)")
    }

    @Test func aBudgetIsKeptInTheLock() throws {
        let folder = try Folder.withRecipe(Self.recipe("gru"))
        let run = try folder.muse(
            "run", "jig.yaml", "--set", "generator.training={budget: 2s, batch_tokens: 256}", "--out", "a")
        #expect(run.code == 0, "\(run.errors)")
        #expect(try folder.text("a/recipe.lock.yaml").contains("steps="))
        #expect(try folder.shell("rm -r \"$MUSE_CACHE\"").code == 0)
        let again = try folder.muse("run", "a/recipe.lock.yaml", "--out", "b")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try folder.bytes("a/jigs.abc") == folder.bytes("b/jigs.abc"))
    }
}
