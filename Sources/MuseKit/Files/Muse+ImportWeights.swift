import MuseGenerators
import MuseProtocols
package import MuseRecipe
import MuseStorage

extension Muse {
    /// Makes a model that a recipe can name as `pretrained` out of a GPT-2 or a Llama of Hugging Face's transformers.
    ///
    /// - Parameters:
    ///   - source: a folder that `save_pretrained` wrote, or its `.safetensors` file with `config.json` beside it.
    ///   - recipe: names the tokenizer whose numbers the model's tokens are.
    ///   - start: the token that tunes start after.
    /// - Throws: `RecipeErrors`; `MuseError` with everything that muse's Transformer cannot hold; `FileError`.
    package func importWeights(
        _ source: String, recipe: String, overrides: [Override], start: Int?, to folder: String
    ) throws {
        let document = try RecipeDocument(path: recipe, overrides: overrides)
        guard let node = document.root["tokenizer"] else {
            throw RecipeErrors([RecipeError(.missing(key: "tokenizer"), path: "", at: document.root.mark)])
        }
        let registries = try plugins.registries(beside: document.pluginFolders, RunReporter(.silent))
        let vocabulary = try registries.tokenizers.make(node, path: "tokenizer").vocabulary
        let foreign: HuggingFaceModel
        let imported: ImportedTransformer
        do {
            foreign = try HuggingFaceModel(source)
            guard foreign.weightsPath != ModelFolder.weightsPath(in: folder) else {
                throw MuseError.use("'\(folder)' holds the model to import: give another folder to write")
            }
            imported = try ImportedTransformer(foreign, vocabularySize: vocabulary.count, start: start)
        } catch let error as ImportProblems {
            throw MuseError.data(error.problems.joined(separator: "\nerror: "))
        }
        try ModelFolder.write(
            ModelRecord(
                generator: Transformer.schema.name, settings: imported.settings, vocabulary: vocabulary.names,
                provenance: [
                    "imported": imported.modelType, "imported_sha256": foreign.weightsHash, "muse": Muse.version,
                    "recipe": document.name,
                ], model: imported.model), to: folder)
    }
}
