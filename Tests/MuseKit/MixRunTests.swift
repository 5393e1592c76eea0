import Foundation
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

/// Runs with a mix of models.
@Suite struct MixRunTests {
    private func recipe(_ generator: String, corpus: String = "corpus: {files: [tunes.abc]}") -> String {
        """
        muse: 1
        seed: 2
        \(corpus)
        tokenizer: {type: abc}
        generator: \(generator)
        constraints: [{type: form, sections: [4, 4], repeats: none}, {type: key, tonic: C}]
        generate: {count: 3, condition: {meter: 4/4}}
        export: [{type: abc, path: out.abc}]
        """
    }

    /// Two models that know one note each. The first has the say in the first section, the other in the second.
    @Test func pretrainedModelsTakeTurnsBySection() throws {
        let work = try Workplace()
        let muse = work.muse()
        for (name, note) in [("one", "C"), ("other", "G")] {
            let bars = ["\(note)4", "\(note)2\(note)2", "\(note)\(note)\(note)2", "\(note)2\(note)\(note)"]
            let tunes = (0..<4).map { tune -> String in
                let music = (0..<4).map { bars[($0 * (tune + 1) + tune) % 4] }.joined(separator: " | ")
                return "X:\(tune + 1)\nM:4/4\nL:1/4\nK:C\n\(music) ||\n"
            }
            try work.write("\(name).abc", tunes.joined(separator: "\n"))
            try work.write(
                "recipe.yaml", recipe("{type: markov, order: 3}", corpus: "corpus: {files: [\(name).abc]}"))
            _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/\(name)")
        }
        let mix = """
            {type: mix, method: mixture, models: [
                {type: markov, pretrained: one/model, weight: {sections: [1, 0]}},
                {type: markov, pretrained: other/model, weight: {sections: [0, 1]}}]}
            """
        try work.write("recipe.yaml", recipe(mix, corpus: "sampler: greedy"))
        let recipe = try work.recipe(muse)
        let tunes = try muse.generate(recipe, with: try muse.fit(recipe))
        #expect(tunes.count == 3)
        for tune in tunes {
            let half = 4 * 4 * tune.score.ticksPerQuarter
            for note in tune.score.parts[0].notes {
                #expect(note.pitch.midi % 12 == (note.onset < half ? 0 : 7))
            }
        }
    }

    @Test func theLockOfARunGivesTheSameBytes() throws {
        let work = try Workplace()
        let muse = work.muse()
        try work.write("recipe.yaml", recipe("{type: markov, order: 2}"))
        _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/given")
        let mix = """
            {type: mix, models: [
                {type: markov, pretrained: given/model, weight: 0.5},
                {type: markov, order: 4, weight: {start: 0, end: 1}}]}
            """
        try work.write("recipe.yaml", recipe(mix))
        _ = try muse.run(try work.recipe(muse), out: "\(work.path)/o", writesPage: false)
        let lock = try muse.recipe(at: "\(work.path)/o/recipe.lock.yaml")
        _ = try muse.run(lock, out: "\(work.path)/p", writesPage: false)
        #expect(try work.bytes("o/out.abc") == work.bytes("p/out.abc"))
    }

    @Test(arguments: [
        ("[{type: markov}]", "generator.models: a mix needs at least two models"),
        (
            "[{type: markov, ordr: 2}, {type: hmm, weight: x}]",
            "generator.models[1].weight: expected a number from 0 to 100, found 'x'"
        ),
        (
            "[{type: markov, ordr: 2}, {type: hmmm}]",
            "generator.models[0].ordr: no setting of markov is called 'ordr'; did you mean 'order'?"
        ),
        (
            "[{type: markov, exact: true}, {type: hmm}]",
            "generator.models[0]: a model in a mix cannot be sampled exactly: remove `exact`"
        ),
        (
            "[{type: markov, weight: 0}, {type: hmm, weight: 0}]",
            "generator.models: all models have weight 0"
        ),
        (
            "[{type: hmm}, {type: markov, pretrained: nowhere}]",
            "generator.models[1].pretrained: "
        ),
    ])
    func mistakesNameTheModel(models: String, message: String) throws {
        let work = try Workplace(recipe("{type: mix, models: \(models)}"))
        do {
            _ = try work.recipe(work.muse())
            Issue.record("accepted \(models)")
        } catch let error as RecipeErrors {
            #expect(error.description.contains(message), "\(error)")
        }
    }
}
