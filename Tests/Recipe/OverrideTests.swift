import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

@Suite struct OverrideTests {
    static let recipe =
        sound + """
            sampler: [{type: temperature, value: 0.9}, {type: top_k, k: 8}]
            rules: [{type: ends_home}]

            """

    @Test func valuesAreSetInOrder() throws {
        let recipe = try RecipeFolder().recipe(
            Self.recipe,
            set: ["generator.order=6", "generator.order=7", "sampler.0.value=0.8", "sampler[1].k=3", "title=a = b"])
        #expect((recipe.generator as? Chain)?.order == 7)
        #expect((recipe.samplers[0].sampler as? Heat)?.value == 0.8)
        #expect((recipe.samplers[1].sampler as? Best)?.k == 3)
        #expect(recipe.title == "a = b")
    }

    @Test func aValueIsYAML() throws {
        let recipe = try RecipeFolder().recipe(
            Self.recipe, set: ["sampler=[{type: greedy}]", "generator={type: dice, sides: [1, 6]}"])
        #expect(recipe.samplers.count == 1)
        #expect(recipe.samplers[0].sampler is Greedy)
        #expect(recipe.generator is Dice)
    }

    @Test func missingMappingsAreMade() throws {
        let recipe = try RecipeFolder().recipe(Self.recipe, set: ["generate.condition.meter=9/8"])
        #expect(recipe.plan.meter?.value == Meter(9, 8))
    }

    @Test func tildeRemoves() throws {
        let recipe = try RecipeFolder().recipe(Self.recipe, set: ["~rules", "~sampler.0"])
        #expect(recipe.rules.isEmpty)
        #expect(recipe.samplers.count == 1)
        #expect(recipe.samplers[0].sampler is Best)
    }

    @Test func aWrongValueIsToldInTheArgument() throws {
        let folder = try RecipeFolder()
        #expect(
            try folder.complaint(about: Self.recipe, set: ["generator.order=60"]) == """
                --set:1:17: error: generator.order: expected a whole number from 1 to 12, found '60'
                  generator.order=60
                                  ^
                """)
        #expect(
            try folder.complaint(about: Self.recipe, set: ["sampler=[{type: gredy}]"]) == """
                --set:1:17: error: sampler[0].type: no sampler is called 'gredy'; did you mean 'greedy'?
                  sampler=[{type: gredy}]
                                  ^
                """)
        #expect(
            try folder.complaint(about: Self.recipe, set: ["genrator.order=6"]) == """
                --set:1:1: error: genrator: no setting of recipe is called 'genrator'; did you mean 'generator'?
                  genrator.order=6
                  ^
                """)
        #expect(
            try folder.complaint(about: Self.recipe, set: ["title=[a"]) == """
                --set:1:7: error: the '[' that opens here is not closed by ']', or a ',' is missing
                  title=[a
                        ^
                """)
    }

    @Test func aWrongKeyIsToldInTheArgument() throws {
        let folder = try RecipeFolder()
        func complaint(_ set: String) throws -> String { try folder.complaint(about: Self.recipe, set: [set]) }
        #expect(
            try complaint("generator.order") == """
                --set:1:1: error: expected KEY=VALUE, or ~KEY to remove
                  generator.order
                  ^
                """)
        #expect(
            try complaint("generator..order=1") == """
                --set:1:1: error: invalid key 'generator..order'; expected one such as generator.order
                  generator..order=1
                  ^
                """)
        #expect(
            try complaint("extends=base.yaml") == """
                --set:1:1: error: extends: 'extends' can be set only in a recipe file
                  extends=base.yaml
                  ^
                """)
        #expect(
            try complaint("sampler.2.k=1") == """
                --set:1:1: error: sampler: the list has no item '2'; it has 2, numbered from 0
                  sampler.2.k=1
                  ^
                """)
        #expect(
            try complaint("generator.type.name=1") == """
                --set:1:1: error: generator.type: cannot set 'name': 'chain' is not a mapping or list
                  generator.type.name=1
                  ^
                """)
        #expect(
            try complaint("~constraints") == """
                --set:1:1: error: constraints: there is nothing to remove
                  ~constraints
                  ^
                """)
    }

    @Test func theOriginIsTheOptionThatWasTyped() throws {
        let folder = try RecipeFolder(["jig.yaml": sound])
        let recipes = try Recipe.load(
            folder.file("jig.yaml"), overrides: [Override("seed=12", option: "--seed")], registries: Toy.registries)
        #expect(recipes[0].seed == 12)
        #expect(recipes[0].resolvedText(showsOrigins: true).contains("\nseed: 12  # --seed\n"))
    }
}
