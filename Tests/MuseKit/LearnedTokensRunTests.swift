import Foundation
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage
import Testing

/// Runs whose tokens are learned from the corpus.
@Suite struct LearnedTokensRunTests {
    private func recipe(
        _ tokenizer: String = "{type: bpe, base: {type: abc}, vocabulary: 450}",
        generator: String = "{type: markov, order: 2}", corpus: String = "corpus: {files: [tunes.abc]}"
    ) -> String {
        """
        muse: 1
        seed: 2
        \(corpus)
        tokenizer: \(tokenizer)
        generator: \(generator)
        constraints: [{type: bars, max: 8}]
        generate: {count: 2}
        export: [{type: abc, path: out.abc}]
        """
    }

    private func refusal(_ work: Workplace, _ text: String) throws -> String {
        try work.write("recipe.yaml", text)
        do { _ = try work.recipe(work.muse()) } catch let errors as RecipeErrors { return errors.errors[0].message }
        return ""
    }

    @Test func aFreshProcessLoadsTheTokensWithTheModel() throws {
        let work = try Workplace(recipe())
        let first = try work.muse().run(try work.recipe(work.muse()), out: "\(work.path)/first", writesPage: false)
        #expect(work.exists("first/model/tokenizer.json"))
        let recorder = Recorder()
        let second = try work.muse().runFitted(
            try work.recipe(work.muse()), out: "\(work.path)/second", writesPage: false,
            observer: recorder.observer())
        #expect(!recorder.kinds.contains("corpus"))
        #expect(second.tunes.map(\.tokens) == first.tunes.map(\.tokens))
        // Among them are learned tokens.
        #expect(first.tunes.flatMap(\.tokens).contains { $0 >= 362 })
        #expect(try work.bytes("first/out.abc") == work.bytes("second/out.abc"))
        #expect(try work.bytes("first/model/tokenizer.json") == work.bytes("second/model/tokenizer.json"))
        // A library's steps one by one are the same.
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        #expect(try muse.generate(recipe, with: muse.fit(recipe)).map(\.tokens) == first.tunes.map(\.tokens))
        // The lock of the run gives the same bytes.
        let locked = try muse.recipe(at: "\(work.path)/first/recipe.lock.yaml")
        _ = try muse.run(locked, out: "\(work.path)/third", writesPage: false)
        #expect(try work.bytes("third/out.abc") == work.bytes("first/out.abc"))
    }

    @Test func pretrainedModelsBringTheirTokens() throws {
        let work = try Workplace(recipe())
        let muse = work.muse()
        _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/given")
        try work.write(
            "recipe.yaml", recipe(generator: "{type: markov, pretrained: given/model}", corpus: "title: Tunes"))
        let recipe = try work.recipe(muse)
        #expect(!recipe.learnsTokens)
        let tunes = try muse.generate(recipe, with: muse.fit(recipe))
        #expect(tunes.count == 2 && tunes.flatMap(\.tokens).contains { $0 >= 362 })
        // A model of other tokens has none to bring.
        try work.write("recipe.yaml", self.recipe("{type: abc}"))
        _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/other")
        #expect(
            try refusal(work, self.recipe(generator: "{type: markov, pretrained: other/model}", corpus: "title: Tunes"))
                == "the model was fitted with another tokenizer, which learned no tokens")
    }

    @Test func filesOfTokensAreUsedAndDetermineTheModel() throws {
        let work = try Workplace(recipe())
        let muse = work.muse()
        _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/given")
        let file = "{type: bpe, base: {type: abc}, file: given/model/tokenizer.json}"
        try work.write("recipe.yaml", recipe(file))
        _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/one")
        #expect(try work.bytes("one/model/tokenizer.json") == work.bytes("given/model/tokenizer.json"))
        let tokenizer = try muse.tokenizer(
            "bpe", setting: ["base": "{type: abc}", "file": "\(work.path)/given/model/tokenizer.json"])
        #expect(tokenizer.vocabulary.names == (try ModelFolder.record("\(work.path)/given/model").vocabulary))
        #expect(tokenizer.vocabulary.count > 400)
        // The same file name with other tokens is another model.
        try work.write("recipe.yaml", recipe("{type: bpe, base: {type: abc}, vocabulary: 400}"))
        _ = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/given")
        try work.write("recipe.yaml", recipe(file))
        let other = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/two")
        #expect(try ModelFolder.record(other).vocabulary.count == 400)
    }

    @Test func tokensNeedACorpusOrAFile() throws {
        let work = try Workplace()
        #expect(throws: MuseError.self) { try work.muse().tokenizer("bpe") }
        #expect(
            try refusal(work, recipe(generator: "{type: rule_based}"))
                == "its tokens are learned from a corpus, and this generator uses none; set `file`")
        #expect(
            try refusal(work, recipe("{type: bpe, base: {type: abc}, file: missing.json}")).contains("cannot be used"))
        #expect(try refusal(work, recipe("{type: bpe, base: {type: tsd}}")).contains("do not state where bars begin"))
    }

    @Test func aDamagedFileOfTokensIsNotUsed() throws {
        let work = try Workplace(recipe())
        let muse = work.muse()
        let folder = try muse.fitIntoRunFolder(try work.recipe(muse), out: "\(work.path)/given")
        try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(folder)/tokenizer.json"))
        #expect(throws: StorageError.self) { try ModelFolder.read(folder) }
    }
}
