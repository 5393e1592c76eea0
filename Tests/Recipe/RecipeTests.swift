import MuseCorpus
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

@Suite struct RecipeTests {
    @Test func everythingWrittenIsRead() throws {
        let recipe = try RecipeFolder().recipe(
            """
            muse: 1
            title: Irish jigs
            seed: 7
            corpus:
              files: [tunes.abc]
              where: {rhythm: [jig, slip jig], meter: 6/8, key: D, mode: dor}
              transpose: tonic
              split: {validation: 0.2, test: 0.1}
            tokenizer: {type: grid, steps_per_quarter: 6}
            generator:
              type: chain
              order: 6
            sampler:
              - {type: temperature, value: 0.9}
              - {type: top_k, k: 8}
            constraints:
              - {type: form, sections: [8, 8]}
            rules:
              - {type: ends_home}
              - {type: few_leaps, limit: 5, weight: 0.5}
            generate:
              count: 5
              best_of: 4
              condition: {meter: 6/8, key: D, rhythm: jig}
              max_tokens: 512
            export:
              - {type: book, path: jigs.abc}
              - {type: sheet, path: "midi/jig-{n}.mid"}
            """)
        #expect(recipe.name == "jig")
        #expect(recipe.title == "Irish jigs")
        #expect(recipe.seed == 7)
        #expect(recipe.corpus.files.count == 1)
        #expect(recipe.corpus.files[0].path.hasSuffix("/tunes.abc"))
        let conditions = recipe.corpus.filter.conditions
        #expect(conditions.map(\.field) == [.rhythm, .meter, .key, .mode])
        let d = Key(PitchClass(step: 1), .major)
        #expect(
            conditions.map(\.values) == [
                [.rhythm("jig"), .rhythm("slip jig")], [.meter(Meter(6, 8))], [.key(d)], [.mode(.dorian)],
            ])
        #expect(recipe.corpus.transpose == .tonic)
        #expect(recipe.corpus.validation == 0.2)
        #expect(recipe.corpus.test == 0.1)
        #expect((recipe.tokenizer as? Grid)?.steps == 6)
        #expect((recipe.generator as? Chain)?.order == 6)
        #expect((recipe.samplers[0].sampler as? Heat)?.value == 0.9)
        #expect((recipe.samplers[1].sampler as? Best)?.k == 8)
        #expect(recipe.plan.sections?.value.map(\.bars) == [8, 8])
        #expect(recipe.plan.sections?.path == "constraints[0]")
        #expect(recipe.plan.meter?.value == Meter(6, 8))
        #expect(recipe.plan.meter?.path == "generate.condition.meter")
        #expect(recipe.plan.key?.value == Key(PitchClass(step: 1), .major))
        #expect(recipe.plan.rhythm?.value == "jig")
        #expect(recipe.plan.maxTokens?.value == 512)
        #expect(recipe.rules.map(\.type) == ["ends_home", "few_leaps"])
        #expect(recipe.rules.map(\.weight) == [1, 0.5])
        #expect(recipe.count == 5)
        #expect(recipe.bestOf == 4)
        #expect(recipe.maxTokens == 512)
        #expect(recipe.exports.map(\.path) == ["jigs.abc", "midi/jig-{n}.mid"])
        #expect(recipe.exports.map(\.hasFilePerTune) == [false, true])
        #expect(recipe.exports[1].path(forTune: 12) == "midi/jig-12.mid")
        #expect(recipe.label == "")
        #expect(recipe.lock == nil)
    }

    @Test func anExcerptStepsByItsLengthWhereNothingElseIsSaid() throws {
        func excerpt(_ text: String) throws -> Recipe {
            try RecipeFolder().recipe(
                "corpus: {files: [tunes.abc]\(text)}\ntokenizer: {type: grid}\ngenerator: {type: chain}\n")
        }
        #expect(try excerpt("").corpus.excerpts == nil && excerpt(", excerpt: ~").corpus.excerpts == nil)
        let (two, four) = (try excerpt(", excerpt: {bars: 2}"), try excerpt(", excerpt: {bars: 16, step: 4}"))
        #expect(two.corpus.excerpts == Excerpts(bars: 2, step: 2))
        #expect(four.corpus.excerpts == Excerpts(bars: 16, step: 4))
        #expect(
            four.resolvedText().contains("  transpose: none\n  excerpt:\n    bars: 16\n    step: 4\n  split:\n"))
        #expect(Set(try [excerpt(""), two, four].map(\.fitKeyText)).count == 3)
    }

    @Test func changesOfTrainingTunesArePartOfTheFit() throws {
        func augment(_ text: String) throws -> Recipe {
            try RecipeFolder().recipe(
                "corpus: {files: [tunes.abc]\(text)}\ntokenizer: {type: grid}\ngenerator: {type: chain}\n")
        }
        let changed = try augment(", augment: {copies: 3, transpose: [-2, 4]}")
        #expect(try augment("").corpus.augmentation == nil)
        #expect(changed.corpus.augmentation == Augmentation(copies: 3, semitones: -2...4))
        #expect(try changed.fitKeyText != augment("").fitKeyText)
    }

    @Test func whatIsNotWrittenHasItsDefault() throws {
        let recipe = try RecipeFolder().recipe(sound)
        #expect(recipe.title == nil)
        #expect(recipe.seed == 0)
        #expect(recipe.corpus.filter.conditions.isEmpty)
        #expect(recipe.corpus.transpose == .none)
        #expect(recipe.corpus.validation == 0.1)
        #expect(recipe.corpus.test == 0)
        #expect((recipe.generator as? Chain)?.order == 4)
        #expect(recipe.samplers.isEmpty)
        #expect(recipe.rules.isEmpty)
        #expect(recipe.exports.isEmpty)
        #expect((recipe.count, recipe.bestOf, recipe.maxTokens) == (1, 1, 2048))
        #expect(recipe.plan.sections == nil)
        #expect(recipe.plan.maxTokens?.value == 2048)
    }
}
