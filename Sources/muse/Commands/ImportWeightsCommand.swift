import ArgumentParser
import MuseGenerators
import MuseProtocols
import MuseRecipe
import MuseStorage
import MuseTokenizers

struct ImportWeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-weights",
        abstract: "Makes a model out of a GPT-2 or a Llama that another program has trained.",
        discussion: """
            SOURCE is a folder that transformers' save_pretrained wrote, or its .safetensors file with config.json \
            beside it. Its tokens are taken to be those of the recipe's tokenizer, by their numbers, and a start symbol \
            more. A recipe then uses OUT as `generator: {type: transformer, pretrained: OUT}`.
            """)

    @Argument(help: "The folder or file to read.") var source: String
    @Argument(help: "A recipe with the tokenizer that the model's tokens are of.") var recipe: String
    @Argument(help: "The folder to write.") var out: String
    @Option(help: ArgumentHelp("The token that tunes start after.", valueName: "number")) var start: Int?
    @Option(name: .customLong("set"), help: ArgumentHelp("Changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []

    func validate() throws {
        if out.isEmpty { throw ValidationError("OUT is the name of a folder.") }
    }

    func run() throws {
        let document = try RecipeDocument(path: recipe, overrides: overrides.map { Override($0) })
        guard let node = document.root["tokenizer"] else {
            throw RecipeErrors([RecipeError(.missing(key: "tokenizer"), path: "", at: document.root.mark)])
        }
        let tokenizers = try InstalledPlugins.registries(beside: document.pluginFolders).tokenizers
        let vocabulary = try tokenizers.make(node, path: "tokenizer").vocabulary
        let source: HuggingFaceModel
        let imported: ImportedTransformer
        do {
            source = try HuggingFaceModel(self.source)
            guard source.weightsPath != ModelFolder.weightsPath(in: out) else {
                throw WrongUse("'\(out)' holds what is to be read: give another folder to write")
            }
            imported = try ImportedTransformer(source, vocabularySize: vocabulary.count, start: start)
        } catch let error as ImportProblems {
            throw WrongData(error.problems.joined(separator: "\nerror: "))
        }
        try ModelFolder.write(
            ModelRecord(
                generator: Transformer.schema.name, settings: imported.settings, vocabulary: vocabulary.names,
                provenance: [
                    "imported": imported.modelType, "imported_sha256": source.weightsHash, "muse": Muse.version,
                    "recipe": document.name,
                ], model: imported.model), to: out)
        try Terminal.output(line: out)
    }
}
