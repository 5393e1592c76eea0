import Foundation
import Testing

@Suite struct FineTuningTests {
    private static let recipe = """
        muse: 1
        seed: 3
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc}
        generator:
          type: gru
          channels: 16
          layers: 1
          training: {steps: 10, batch_tokens: 256}
        finetune:
          method: grpo
          rewards: [{type: ends_on_tonic, weight: 2}, {type: in_key}]
          steps: 4
          tunes: 4
          learning_rate: 1e-3
        constraints: [{type: bars, count: 4}]
        generate: {count: 2}
        export: [{type: abc}]

        """

    @Test func aModelIsFineTunedAndCached() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        let run = try folder.muse("run", "jig.yaml", "--out", "o")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors.contains("model: fine-tuned in"), "\(run.errors)")
        let metrics = try folder.text("o/metrics.jsonl").split(separator: "\n").filter {
            $0.contains("fine_tuning_step")
        }
        #expect(metrics.count == 4)
        #expect(metrics.allSatisfy { $0.contains("\"ends_on_tonic\"") && $0.contains("\"kl\"") })
        let again = try folder.muse("run", "jig.yaml", "--out", "p")
        #expect(again.errors.contains("model: fine-tuned, loaded from the cache"), "\(again.errors)")
        #expect(try folder.bytes("o/jig.abc") == folder.bytes("p/jig.abc"))
        #expect(try folder.bytes("o/model/weights.safetensors") == folder.bytes("p/model/weights.safetensors"))
        // More tunes or another sampler chain do not fine-tune again.
        let more = try folder.muse(
            "generate", "jig.yaml", "--count", "3", "--set", "sampler=[{type: greedy}]", "--out", "q")
        #expect(more.code == 0 && more.errors.contains("model: fine-tuned, loaded from the cache"), "\(more.errors)")
        // With an empty cache, the lock gives the same bytes.
        let other = folder
        other.cache += "-other"
        let locked = try other.muse("run", "o/recipe.lock.yaml", "--out", "r")
        #expect(locked.code == 0, "\(locked.errors)")
        #expect(try folder.bytes("o/jig.abc") == folder.bytes("r/jig.abc"))
    }

    @Test(
        arguments: [
            (
                "generator={type: markov}",
                "finetune: a model of 'markov' cannot be fine-tuned; use 'lstm', 'gru', 'transformer' or 'sequence_gan'"
            ),
            ("finetune.rewards=[]", "finetune: 'rewards' is missing"),
            (
                "finetune.rewards=[{type: in_kei}]",
                "finetune.rewards[0].type: no rule is called 'in_kei'; did you mean 'in_key'?"
            ),
            ("finetune.rewards=[{type: in_key, weight: 0}]", "finetune.rewards: no reward has a weight above 0"),
            (
                "finetune.rewards=[{type: in_key, match: corpu}]",
                "finetune.rewards[0].match: no choice is called 'corpu'; did you mean 'corpus'?"
            ),
            ("finetune.method=sarsa", "finetune.method"), ("finetune.kl=-1", "finetune.kl"),
            ("finetune.stepps=3", "did you mean 'steps'?"), ("finetune=grpo", "expected a mapping"),
        ] as [(String, String)])
    func mistakesAreReportedBeforeAnyWork(change: String, message: String) throws {
        let folder = try Folder.withRecipe(Self.recipe)
        let run = try folder.muse("run", "jig.yaml", "--set", change)
        #expect(run.code == 65 && run.errors.contains(message), "\(run.errors)")
    }

    /// A bin for each of 0 and 1; four tunes a round: all satisfactions are min(1, p / q) for shares of quarters.
    @Test func aRewardCanMatchTheCorpus() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set",
            "finetune.rewards=[{type: starts_on_tonic, match: corpus}, {type: in_key, weight: 0.5}]", "--set",
            "rules=[{type: starts_on_tonic, match: corpus}]", "--set", "generate.best_of=2")
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try folder.text("o/metrics.jsonl").split(separator: "\n")
        #expect(metrics.count { $0.contains("fine_tuning_step") && $0.contains("\"starts_on_tonic\"") } == 4)
        #expect(try folder.text("o/recipe.lock.yaml").contains("match: corpus"))
    }

    @Test func aRuleThatNeedsACorpusIsRefusedWithoutOne() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        #expect(try folder.muse("fit", "jig.yaml", "--out", "o").code == 0)
        let run = try folder.muse(
            "check", "jig.yaml", "--set", "~corpus", "--set", "generator={type: gru, pretrained: o/model}", "--set",
            "rules=[{type: novelty}]", "--set", "finetune.rewards=[{type: novelty}, {type: in_key, match: corpus}]")
        #expect(run.code == 65, "\(run.errors)")
        #expect(
            run.errors.contains("rules[0]: compares tunes with the corpus, but the recipe has none"), "\(run.errors)")
        #expect(run.errors.contains("finetune.rewards[0]: compares tunes with the corpus"), "\(run.errors)")
        #expect(run.errors.contains("finetune.rewards[1]: compares tunes with the corpus"), "\(run.errors)")
    }

    @Test func clippingWithoutEffectIsReported() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        for (method, isUsed) in [("grpo", true), ("ppo", true), ("reinforce", false), ("q", false)] {
            let check = try folder.muse(
                "check", "jig.yaml", "--set", "finetune.clip=0.1", "--set", "finetune.method=\(method)")
            let warning = "finetune.clip: has no effect: only ppo and grpo clip the probability ratio"
            #expect(check.code == 0 && check.errors.contains(warning) != isUsed, "\(check.errors)")
        }
    }

    private static let other = "X:1\nT:Other\nR:jig\nM:6/8\nL:1/8\nK:G\n|: GAB dBG | cBc ecA | Bdg agf | g3 g3 :|\n"
    private static let choosing =
        "finetune={method: dpo, steps: 12, tunes: 4, learning_rate: 5e-3, leash: 100, kl: 0.5, choices: "

    /// Each round has two preferred tunes with reward 1 and two rejected ones with reward 0.
    @Test func aPersonsChoicesAreLearnedFrom() throws {
        let folder = try Folder.withRecipe(Self.recipe)
        try folder.write("kept/a.abc", tunebook)
        try folder.write("b.abc", Self.other)
        let choices = "\(Self.choosing){better: [kept], worse: [b.abc]}}"
        let run = try folder.muse("run", "jig.yaml", "--out", "o", "--set", choices)
        #expect(run.code == 0, "\(run.errors)")
        let rounds = try folder.text("o/metrics.jsonl").split(separator: "\n").filter {
            $0.contains("fine_tuning_step")
        }
        #expect(rounds.count == 12 && rounds.allSatisfy { $0.contains("\"choices\":0.5") }, "\(rounds)")
        // The lock identifies the files by their contents.
        let locked = try folder.muse("run", "o/recipe.lock.yaml", "--out", "p")
        #expect(
            locked.code == 0 && locked.errors.contains("model: fine-tuned, loaded from the cache"), "\(locked.errors)")
        #expect(try folder.bytes("o/jig.abc") == folder.bytes("p/jig.abc"))
        // Swapped choices fine-tune again.
        let swapped = try folder.muse(
            "run", "jig.yaml", "--out", "q", "--set", "\(Self.choosing){better: [b.abc], worse: [kept]}}")
        #expect(swapped.code == 0 && swapped.errors.contains("model: fine-tuned in"), "\(swapped.errors)")
        // The held-out tunes are among the preferred tunes of the first run.
        #expect(try bits(run.errors) < bits(swapped.errors) - 0.1)
    }

    /// Bits per note of a fine-tuned model, from the messages of a run.
    private func bits(_ errors: String) throws -> Double {
        let line = try #require(errors.split(separator: "\n").first { $0.contains("model: fine-tuned in") })
        let words = line.split(separator: " ")
        return try #require(words.firstIndex(of: "bits").flatMap { Double(words[$0 - 1]) })
    }

    @Test(
        arguments: [
            ("dpo", "{better: [b.abc]}", "finetune.choices: 'worse' is missing"),
            ("dpo", "{better: [b.abc], worse: [c.abc]}", "finetune.choices.worse[0]"),
            ("dpo", "{better: [b.abc], wurse: [b.abc]}", "did you mean 'worse'?"),
            ("dpo", "yes", "expected a mapping"),
            ("grpo", "{better: [b.abc], worse: [b.abc]}", "choices need `method: dpo`"),
            (
                "dpo", "{better: [b.abc], worse: [b.abc]}, rewards: [{type: in_key}]",
                "finetune.rewards: choices replace rewards; remove one of them"
            ),
        ] as [(String, String, String)])
    func mistakesInChoicesAreReported(method: String, choices: String, message: String) throws {
        let folder = try Folder.withRecipe(Self.recipe)
        try folder.write("b.abc", Self.other)
        let run = try folder.muse(
            "check", "jig.yaml", "--set", "finetune={method: \(method), choices: \(choices)}")
        #expect(run.code == 65 && run.errors.contains(message), "\(run.errors)")
    }
}
