import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

/// `generate.sets` and `titles`.
@Suite struct SetsTests {
    private func recipe(_ generate: String, _ rest: String = "export: [book, sheet]") throws -> Recipe {
        try RecipeFolder().recipe(sound + "generate: {\(generate)}\n\(rest)\n")
    }

    private func complaint(_ generate: String, _ rest: String = "") throws -> String {
        try RecipeFolder().complaint(about: sound + "generate: {\(generate)}\n\(rest)\n")
    }

    @Test func countCountsSets() throws {
        let recipe = try recipe("count: 2, sets: {tunes: 3, keys: [D, G, Am]}")
        #expect(recipe.count == 6 && recipe.sets?.size == 3)
        #expect(
            (0..<6).map { recipe.plan(ofTune: $0).key?.value.description } == [
                "D major", "G major", "A minor", "D major", "G major", "A minor",
            ])
        #expect((1...6).map { recipe.sets?.set(ofTune: $0) } == [1, 1, 1, 2, 2, 2])
        #expect(recipe.commonPlan.key == nil)
        #expect(recipe.resolvedText().contains("  count: 2\n"))
    }

    @Test func aKeyOfASetReplacesThatOfTheConstraints() throws {
        let recipe = try recipe("sets: {keys: [G]}", "constraints: {type: in_key, key: D}\nexport: book")
        #expect((0..<3).map { recipe.plan(ofTune: $0).key?.value.description } == ["G major", "G major", "G major"])
        let free = try self.recipe("sets: {tunes: 2}", "constraints: {type: in_key, key: D}\nexport: book")
        #expect(free.plan(ofTune: 1).key?.value.description == "D major")
    }

    @Test func performancesAreWrittenBySetAndTunebooksAsOne() throws {
        #expect(try recipe("sets: {tunes: 2}").exports.map(\.path) == ["jig.abc", "jig-{set}.mid"])
        let both = try recipe("count: 2, sets: {tunes: 2}", "export: [{type: sheet, path: \"{set}/{n}.mid\"}]").exports[
            0]
        #expect(both.hasFilePerTune && !both.hasFilePerSet && both.path(forTune: 4, ofSet: 2) == "2/4.mid")
    }

    @Test(arguments: [
        ("sets: {keys: [D, G]}", "", "generate.sets.keys: 2 keys for sets of 3 tunes"),
        ("sets: {keys: [D, H, G]}", "", "generate.sets.keys[1]: expected a key such as D, Am or E dorian, found 'H'"),
        ("sets: {keys: [D, G, G#]}", "", "generate.sets.keys[2]: a signature of G# major would need more than 7"),
        ("sets: {tunes: 1}", "", "generate.sets.tunes: expected a whole number from 2 to 20, found '1'"),
        ("sets: 3", "", "generate.sets: expected a mapping, found '3'"),
        ("sets: {}, continue: tunes.abc", "", "'sets' and 'continue' cannot be combined"),
        (
            "count: 2, sets: {}", "export: [{type: sheet, path: a.mid}]",
            "holds one tune or set, but the recipe generates 2"
        ),
        ("count: 2", "export: [{type: book, path: \"{set}.abc\"}]", "{set} needs sets of tunes"),
        ("sets: {}", "export: [{type: book, path: \"a{n}\"}, {type: book, path: \"a{set}\"}]", "is written by another"),
        ("count: 2, sets: {}", "titles: [a, b, c]", "titles: 3 titles for 6 tunes"),
        ("count: 2", "titles: [a, ' ']", "titles[1]: expected a title in one line, found ' '"),
    ]) func mistakesAreRefused(generate: String, rest: String, message: String) throws {
        let complaint = try complaint(generate, rest)
        #expect(complaint.contains(message), "\(complaint)")
    }

    @Test func titlesAreNumberedMadeOrGiven() throws {
        #expect(try recipe("count: 2").titles == .numbered)
        #expect(try recipe("count: 2", "titles: Numbered\nexport: book").titles == .numbered)
        #expect(try recipe("count: 2", "titles: made\nexport: book").titles == .made)
        #expect(try recipe("count: 2", "titles: [A, 1984]\nexport: book").titles == .given(["A", "1984"]))
        #expect(try recipe("count: 1", "titles: The Kesh\nexport: book").titles == .given(["The Kesh"]))
        #expect(try complaint("count: 1", "titles: numbred").contains("did you mean 'numbered'?"))
    }

    @Test func whatHasNoEffectIsSaid() throws {
        let contrast = try recipe("sets: {contrast: 0.5}").warnings.map(\.message)
        #expect(
            contrast == ["generate.sets.contrast: has no effect with `best_of: 1`: there is nothing to choose from"])
        #expect(try recipe("best_of: 4, sets: {contrast: 0.5}").warnings.isEmpty)
        #expect(
            try recipe("count: 1", "titles: [A, B]\nexport: book").warnings.map(\.message)
                == ["titles: only the first 1 of 2 titles are used"])
    }
}
