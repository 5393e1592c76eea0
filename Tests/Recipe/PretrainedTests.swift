import MuseProtocols
import MuseRecipe
import MuseStorage
import Testing

/// Recipes that start from a fitted model.
@Suite struct PretrainedTests {
    private func folder(
        _ settings: String = "order: 3\nsmoothing: kneser_ney\n", decisions: [String: JSON] = [:]
    ) throws -> RecipeFolder {
        let folder = try RecipeFolder()
        let record = ModelRecord(
            generator: "chain", settings: "type: chain\n" + settings, vocabulary: ["end", "note"],
            model: SavedModel(description: ["decisions": .object(decisions)], tensors: []))
        try ModelFolder.write(record, to: folder.file("model"))
        return folder
    }

    private func recipe(_ generator: String) -> String {
        "tokenizer: grid\ngenerator: {type: chain, pretrained: model\(generator)}\nexport: book\n"
    }

    @Test func theModelProvidesWhatTheRecipeLeavesOut() throws {
        let recipe = try folder().recipe(recipe(""))
        #expect((recipe.generator as? Chain)?.order == 3)
        #expect(recipe.pretrained?.isTrained == false)
    }

    @Test(arguments: [", order: 3", ", order: 0x3", ", smoothing: Kneser Ney"])
    func theSameSettingsMayBeRepeated(_ settings: String) throws {
        #expect((try folder().recipe(recipe(settings)).generator as? Chain)?.order == 3)
    }

    @Test func aSettingThatTheWeightsDependOnCannotChange() throws {
        let changed = """
            tokenizer: grid
            generator:
              type: chain
              pretrained: model
              order: 5
              smoothing: none
              discount: 0.5
            """
        #expect(
            try folder().complaint(about: changed) == """
                jig.yaml:5:10: error: generator.order: the pretrained model has `order: 3`, which its weights depend on; found '5'
                    order: 5
                           ^
                jig.yaml:6:14: error: generator.smoothing: the pretrained model has `smoothing: kneser_ney`, which its weights depend on; found 'none'
                    smoothing: none
                               ^
                jig.yaml:7:13: error: generator.discount: the pretrained model was fitted without `discount`, which its weights depend on; found '0.5'
                    discount: 0.5
                              ^
                """)
    }

    @Test func aModelFittedBeforeASettingExistedHasItsOlderValue() throws {
        let folder = try folder("order: 3\n")
        #expect(try folder.recipe(recipe("")).generatorNode["smoothing"]?.text == "none")
        #expect(try folder.complaint(about: recipe(", smoothing: kneser_ney")).contains("has `smoothing: none`"))
    }

    @Test func withoutMoreTrainingOtherSettingsHaveNoEffect() throws {
        let recipe = try folder().recipe(recipe(", pace: 7, haste: 7"))
        #expect(
            recipe.warnings.map(\.message) == [
                "generator.pace: has no effect without `training:`: the pretrained model is used unchanged"
            ])
    }

    @Test func whatFittingDecidedIsTheModelsToo() throws {
        let folder = try folder(decisions: ["discount": .int(1)])
        #expect(try folder.complaint(about: recipe(", discount: 1.0")) == "")
        #expect(try folder.complaint(about: recipe(", discount: 0.5")).contains("has `discount: 1`"))
    }

    /// The cache holds one model for all recipes that fit the same model.
    @Test func whatAModelKeepsOfItsRecipeDoesNotDependOnWhereThatLies() throws {
        let folder = try folder()
        let here = try folder.recipe(recipe(""))
        try folder.write("deep/er/jig.yaml", recipe("").replacing("model", with: "../../model"))
        let there = try folder.load("deep/er/jig.yaml")[0]
        #expect(here.fitKeyText == there.fitKeyText)
        #expect(here.generatorNode["pretrained"] == nil && there.generatorNode["order"]?.text == "3")
    }
}
