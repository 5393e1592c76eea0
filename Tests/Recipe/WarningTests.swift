import MuseProtocols
import MuseRecipe
import Testing

/// Warnings about values without effect.
@Suite struct WarningTests {
    private func warnings(_ text: String) throws -> [String] {
        let folder = try RecipeFolder()
        return try folder.recipe(text).warnings.map { $0.description.replacing(folder.path + "/", with: "") }
    }

    @Test func aRecipeThatExportsHasNone() throws {
        #expect(try warnings(sound + "rules: ends_home\ngenerate: {best_of: 4}\nexport: book\n") == [])
    }

    @Test func withoutExportNothingIsWritten() throws {
        let message = "export: no tunes will be written: add exporters, such as `export: [{type: abc}]`"
        #expect(try warnings(sound) == ["warning: \(message)"])
        #expect(
            try warnings(sound + "export: []\n") == ["jig.yaml:5:9: warning: \(message)\n  export: []\n          ^"])
    }

    @Test(arguments: [
        ("", "the recipe has no rules"), ("rules: [{type: ends_home, weight: 0}]", "all rules have weight 0"),
    ])
    func bestOfNeedsRules(_ rules: String, _ reason: String) throws {
        #expect(
            try warnings(sound + "export: book\ngenerate: {best_of: 50}\n\(rules)\n") == [
                """
                jig.yaml:6:21: warning: generate.best_of: has no effect: \(reason), so candidates are not ranked
                  generate: {best_of: 50}
                                      ^
                """
            ])
    }
}
