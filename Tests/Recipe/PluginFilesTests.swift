import MuseCorpus
import MuseProtocols
import MuseRecipe
import Testing

/// Files of plug-ins in recipes: `plugin:ID/path`.
@Suite struct PluginFilesTests {
    private func folder() throws -> RecipeFolder {
        try RecipeFolder([
            "plugins/folk/tunes/a.abc": "X:1\nK:C\nC|\n", "plugins/folk/tunes/b.abc": "X:1\nK:C\nD|\n",
            "plugins/folk/base.yaml":
                "corpus: {files: [tunes/b.abc]}\ntokenizer: {type: grid}\ngenerator: {type: chain}\n",
        ])
    }

    private func names(_ recipe: Recipe) -> [String] { recipe.corpus.files.map { String($0.path.suffix(21)) } }

    @Test func keysForFilesNameThoseOfPlugins() throws {
        let folder = try folder()
        let files = "corpus: {files: ['plugin:folk/tunes/*.abc']}"
        let recipe = try folder.recipe(sound.replacing("corpus: {files: [tunes.abc]}", with: files))
        #expect(names(recipe) == ["gins/folk/tunes/a.abc", "gins/folk/tunes/b.abc"])
        #expect(try names(folder.load(set: ["corpus.files=plugin:folk/tunes/b.abc"])[0]) == ["gins/folk/tunes/b.abc"])
    }

    @Test func aRecipeExtendsThatOfAPlugin() throws {
        // The base names its corpus relative to itself.
        let recipe = try folder().recipe("extends: plugin:folk/base.yaml\n")
        #expect(names(recipe) == ["gins/folk/tunes/b.abc"])
    }

    @Test func aRecipeOfAPluginRuns() throws {
        let folder = try folder()
        let plugin = folder.file("plugins/folk")
        let files = PluginFiles { _ in ["folk": plugin] }
        let recipes = try Recipe.load("plugin:folk/base.yaml", pluginFiles: files) { _ in Toy.registries }
        #expect(recipes.map(\.name) == ["base"])
    }

    @Test func aSweepNamesFilesOfPlugins() throws {
        let folder = try folder()
        try folder.write(
            "jig.yaml", sound + "sweep: {corpus.files: [[plugin:folk/tunes/a.abc], [plugin:folk/tunes/b.abc]]}\n")
        #expect(try folder.load().map(names) == [["gins/folk/tunes/a.abc"], ["gins/folk/tunes/b.abc"]])
    }

    @Test(
        arguments: [
            (
                "plugin:falk/tunes/a.abc",
                "jig.yaml:2:18: error: corpus.files: no plug-in is called 'falk'; did you mean 'folk'?"
            ),
            ("plugin:folk/../../x.abc", "'plugin:folk/../../x.abc' leaves the plug-in's folder"),
            ("plugin:folk/c.abc", "corpus.files[0]: there is no file or folder"),
            ("plugin:", "no plug-in is called ''"),
        ])
    func mistakesAreReportedAtTheirPlaces(file: String, message: String) throws {
        let complaint = try folder().complaint(about: sound.replacing("[tunes.abc]", with: "['\(file)']"))
        #expect(complaint.contains(message), "\(complaint)")
    }

    @Test func anUnknownPluginInExtendsIsReported() throws {
        let complaint = try folder().complaint(about: "extends: plugin:falk/base.yaml\n")
        #expect(
            complaint.hasPrefix("jig.yaml:1:10: error: extends: no plug-in is called 'falk'; did you mean 'folk'?"),
            "\(complaint)")
    }
}
