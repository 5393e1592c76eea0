import MuseCorpus
import MuseRecipe
import Testing

@Suite struct LockTests {
    static let lock = Lock(
        museVersion: "0.1", recipeName: "jig", corpusHashes: ["12e45", "0b"], vocabularyHash: "77",
        modelHash: "~")
    static let recipe = """
        seed: 18446744073709551615
        corpus: {files: ['*.abc']}
        tokenizer: {type: grid}
        generator: {type: chain}
        generate: {count: 2}
        export: [{type: sheet}]
        sweep: {generator.order: [3]}

        """

    private func folder() throws -> RecipeFolder {
        try RecipeFolder(["jig.yaml": Self.recipe, "airs.abc": "X:1\n", "runs/1/notes.txt": ""])
    }

    @Test func aLockNamesEachFileAndWhatTheRunFound() throws {
        let folder = try folder()
        let text = try folder.load()[0].lockText(Self.lock, paths: .relative(toFolder: folder.file("runs/1")))
        #expect(
            text == """
                muse: 1
                seed: 18446744073709551615
                corpus:
                  files: [../../airs.abc, ../../tunes.abc]
                  transpose: none
                  split:
                    validation: 0.1
                    test: 0
                tokenizer:
                  type: grid
                  steps_per_quarter: 4
                  lowest: 48
                  highest: 84
                generator:
                  type: chain
                  order: 3
                  smoothing: kneser_ney
                sampler: []
                constraints: []
                rules: []
                generate:
                  count: 2
                  best_of: 1
                  max_tokens: 2048
                  guidance: 1
                export:
                  - type: sheet
                    path: "jig-{n}.mid"
                    velocity: 80
                lock:
                  muse: "0.1"
                  recipe: jig
                  corpus: ["12e45", 0b]
                  vocabulary: "77"
                  model: "~"

                """)
    }

    @Test(arguments: [false, true]) func aLockIsTheSameRecipeInAnotherFolder(isAbsolute: Bool) throws {
        let folder = try folder()
        let recipe = try folder.load()[0]
        let paths: Recipe.LockPaths = isAbsolute ? .absolute : .relative(toFolder: folder.file("runs/1"))
        try folder.write("runs/1/recipe.lock.yaml", recipe.lockText(Self.lock, paths: paths))
        // Created after the run: the pattern would match it, but the lock lists files by name.
        try folder.write("new.abc", "X:1\n")

        let again = try folder.load("runs/1/recipe.lock.yaml")[0]
        #expect(again.lock == Self.lock)
        #expect(again.name == "jig")
        #expect(again.seed == .max)
        #expect(again.identityText == recipe.identityText)
        #expect(again.fitKeyText == recipe.fitKeyText)
        #expect(again.exports.map(\.path) == ["jig-{n}.mid"])
        #expect(again.corpus.files.map { $0.path.split(separator: "/").last } == ["airs.abc", "tunes.abc"])
    }

    /// The name becomes part of a folder name.
    @Test func aLocksNameIsNoPath() throws {
        let text = sound + "lock: {muse: '0.1', recipe: ../../home, corpus: [a], vocabulary: b}\n"
        #expect(
            try RecipeFolder().complaint(about: text) == """
                jig.yaml:5:29: error: lock.recipe: not a recipe name
                  lock: {muse: '0.1', recipe: ../../home, corpus: [a], vocabulary: b}
                                              ^
                """)
    }

    @Test func aLockCanBeTakenOff() throws {
        let folder = try folder()
        try folder.write("recipe.lock.yaml", try folder.load()[0].lockText(Self.lock))
        let again = try folder.load("recipe.lock.yaml", set: ["~lock"])[0]
        #expect(again.lock == nil)
        #expect(again.name == "recipe")
    }
}
