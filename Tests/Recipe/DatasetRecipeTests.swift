import MuseCorpus
import MuseProtocols
import MuseRecipe
import Testing

/// Recipes that name the folder of a data set.
@Suite struct DatasetRecipeTests {
    private static let header = "canonical_composer,canonical_title,split,midi_filename\n"
    private static let recipe = sound.replacing("[tunes.abc]", with: "[set], layout: MAESTRO")

    private func folder(_ rows: String = "A,B,train,2018/b.midi\nA,C,test,2018/a.midi\n") throws -> RecipeFolder {
        try RecipeFolder([
            "set/maestro-v3.0.0.csv": Self.header + rows, "set/2018/a.midi": "a", "set/2018/b.midi": "b",
        ])
    }

    @Test func theFilesAreThoseOfTheIndex() throws {
        let folder = try folder()
        let recipe = try folder.recipe(Self.recipe)
        #expect(recipe.corpus.files.map(\.path) == ["b", "a"].map { folder.file("set/2018/\($0).midi") })
        #expect(recipe.corpus.files.map { $0.entry?.side } == [.training, .test])
        #expect(recipe.corpus.datasets?.map(\.path) == [folder.file("set")])
    }

    @Test func aMistakeInTheIndexIsShownThere() throws {
        #expect(
            try folder("A,B,train,2018/b.midi\nA,C,dev,2018/a.midi\n").complaint(about: Self.recipe) == """
                set/maestro-v3.0.0.csv:3:5: error: corpus.files[0]: expected train, validation or test, found 'dev'
                  A,C,dev,2018/a.midi
                      ^
                """)
    }

    @Test func aLockNamesTheFolder() throws {
        let folder = try folder()
        let recipe = try folder.recipe(Self.recipe)
        let hashes = try recipe.corpusFiles.hashes(of: recipe.corpus.files)
        let lock = Lock(
            museVersion: "1", recipeName: "jig", corpusHashes: hashes,
            vocabularyHash: recipe.tokenizer.vocabulary.hash)
        try folder.write(
            "runs/recipe.lock.yaml", recipe.lockText(lock, paths: .relative(toFolder: folder.file("runs"))))
        let again = try folder.load("runs/recipe.lock.yaml")[0]
        #expect(again.lock == lock)
        #expect(
            again.corpus.files.map(\.path) == recipe.corpus.files.map { $0.path.replacing("set", with: "runs/../set") })
        #expect(try again.corpusFiles.hashes(of: again.corpus.files) == hashes)
        #expect(again.identityText == recipe.identityText)
        // The index has a file less.
        try folder.write("set/maestro-v3.0.0.csv", Self.header + "A,B,train,2018/b.midi\n")
        #expect(
            try folder.complaint("runs/recipe.lock.yaml").contains("the lock lists 2 corpus files, the corpus has 1"))
    }

    @Test func theLayoutDecidesWhichModelIsFitted() throws {
        let folder = try folder()
        let plain = try folder.recipe(sound.replacing("[tunes.abc]", with: "[set/../tunes.abc]"))
        #expect(try folder.recipe(Self.recipe).fitKeyText != plain.fitKeyText)
    }
}
