import MuseProtocols
import MuseRecipe
import Testing

@Suite struct SweepTests {
    @Test func theLastKeyChangesFastest() throws {
        let folder = try RecipeFolder([
            "jig.yaml": sound + """
                sampler: [{type: temperature}]
                sweep: {generator.order: [2, 4, 6], sampler.0.value: [0.8, 1.0]}
                """
        ])
        let recipes = try folder.load()
        #expect(
            recipes.map(\.label) == [
                "generator.order=2 sampler.0.value=0.8", "generator.order=2 sampler.0.value=1.0",
                "generator.order=4 sampler.0.value=0.8", "generator.order=4 sampler.0.value=1.0",
                "generator.order=6 sampler.0.value=0.8", "generator.order=6 sampler.0.value=1.0",
            ])
        #expect(recipes.map { ($0.generator as? Chain)?.order } == [2, 2, 4, 4, 6, 6])
        #expect(recipes.map { ($0.samplers[0].sampler as? Heat)?.value } == [0.8, 1, 0.8, 1, 0.8, 1])
        #expect(recipes.allSatisfy { $0.resolved["sweep"] == nil })
    }

    @Test func wholeComponentsCanBeSwept() throws {
        let folder = try RecipeFolder([
            "jig.yaml": sound + "sweep: {generator: [{type: chain, order: 2}, {type: dice}]}\n"
        ])
        let recipes = try folder.load()
        #expect(recipes.map(\.label) == ["generator={type: chain, order: 2}", "generator={type: dice}"])
        #expect(recipes[1].generator is Dice)
    }

    @Test func mistakesOfAllVariantsAreToldOnce() throws {
        let text =
            sound + """
                sampler: [{type: gredy}]
                sweep: {generator.order: [2, 20, 30]}
                """
        #expect(
            try RecipeFolder().complaint(about: text) == """
                jig.yaml:5:18: error: sampler[0].type: no sampler is called 'gredy'; did you mean 'greedy'?
                  sampler: [{type: gredy}]
                                   ^
                jig.yaml:6:30: error: generator.order: expected a whole number from 1 to 12, found '20'
                  sweep: {generator.order: [2, 20, 30]}
                                               ^
                jig.yaml:6:34: error: generator.order: expected a whole number from 1 to 12, found '30'
                  sweep: {generator.order: [2, 20, 30]}
                                                   ^
                """)
    }

    @Test func theGridIsBounded() throws {
        let hundred = (1...100).map(String.init).joined(separator: ",")
        let text = sound + "sweep:\n  seed: [\(hundred)]\n  generate.count: [\(hundred)]\n"
        #expect(
            try RecipeFolder().complaint(about: text).hasPrefix(
                "jig.yaml:7:3: error: sweep: the sweep has more than 1000 runs\n"))
    }

    @Test func theSweepCanBeRemoved() throws {
        let folder = try RecipeFolder(["jig.yaml": sound + "sweep: {generator.order: [2, 4]}\n"])
        #expect(try folder.load(set: ["~sweep"]).map(\.label) == [""])
    }
}
