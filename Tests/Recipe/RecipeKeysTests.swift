import MuseProtocols
import MuseRecipe
import Testing

/// The inputs that the results of each stage depend on.
@Suite struct RecipeKeysTests {
    private static let recipe = """
        corpus: {files: tunes.abc}
        tokenizer: letters
        generator: dice
        generate: {condition: {key: D}}
        rules: ends_home
        export: book

        """

    private func load(_ set: [String], _ registries: Registries = Toy.registries) throws -> Recipe {
        let folder = try RecipeFolder(["jig.yaml": Self.recipe])
        return try Recipe.load(
            folder.file("jig.yaml"), overrides: set.map { Override($0) }, registries: registries)[0]
    }

    /// Changes of a recipe, and how many of its three keys they change: those of exporting, fine-tuning and fitting.
    @Test(arguments: [
        ("seed=2", 3), ("corpus.split.test=0.1", 3), ("corpus.where.rhythm=jig", 3), ("generator.fair=false", 3),
        ("generator.rolls=2", 2), ("generate.max_tokens=9", 2), ("generate.condition.rhythm=jig", 2),
        ("generate.style={jig: 1}", 2),
        ("constraints={type: form, sections: 8}", 2), ("sampler=greedy", 1), ("rules=[]", 1), ("generate.count=2", 1),
        ("generate.best_of=2", 1), ("title=Jigs", 1), ("titles=made", 1), ("arrange.melody=flute", 1),
        ("generate.sets.tunes=3", 1),
        ("export.0.path=a.abc", 1),
        ("generate.condition.key=D major", 0), ("corpus.transpose=None", 0), ("sampler=[]", 0),
    ])
    func aValueChangesTheKeysOfItsStageAndAllLaterOnes(_ change: String, _ count: Int) throws {
        let (before, after) = (try load([]), try load([change]))
        let changed = [
            before.fitKeyText != after.fitKeyText, before.tuneKeyText != after.tuneKeyText,
            before.identityText != after.identityText,
        ]
        #expect(changed == (0..<3).map { $0 >= 3 - count })
    }

    @Test func aComponentOfAnotherVersionLearnsSomethingElse() throws {
        var registries = Toy.registries
        registries.generators = Registry(
            "generator", [.init(Schema("dice", "toy dice", version: 2, [Dice.fair, Dice.sides])) { try Dice($0) }])
        let (before, after) = (try load([]), try load([], registries))
        #expect(!before.fitKeyText.contains("version"))
        #expect(after.fitKeyText.contains("generator:\n  type: dice\n  code version: 2\n  fair: true\n"))
        #expect(before.resolvedText() == after.resolvedText())
    }

    @Test func soDoesAnImporterThatReadsTheCorpus() throws {
        var registries = Toy.registries
        registries.importers = Registry("importer", [.init(Schema("abc", "", version: 3)) { try Reader($0) }])
        let (before, after) = (try load([]), try load([], registries))
        #expect(after.fitKeyText == before.fitKeyText + "importer abc: 3\n")
    }
}
