import MuseGenerators
import MuseProtocols
package import MuseRecipe
import MuseStorage

extension Muse {
    /// Converts a GPT-2 or Llama model of Hugging Face's transformers to a model that recipes can name as `pretrained`.
    ///
    /// - Parameters:
    ///   - source: a folder written by `save_pretrained`, or its `.safetensors` file with `config.json` beside it.
    ///   - recipe: a recipe with the model's tokenizer. Tokens are matched by number.
    ///   - start: the start token, which precedes the first token of a tune; nil for the model's last token.
    /// - Throws: `RecipeErrors`; `MuseError` with every incompatibility; `FileError`.
    package func importWeights(
        _ source: String, recipe: String, overrides: [Override], start: Int?, to folder: String
    ) throws {
        let document = try RecipeDocument(path: recipe, overrides: overrides, pluginFiles: plugins.files)
        guard let node = document.root["tokenizer"] else {
            throw RecipeErrors([RecipeError(.missing(key: "tokenizer"), path: "", at: document.root.mark)])
        }
        let registries = try plugins.registries(beside: document.pluginFolders, RunReporter(.silent))
        let tokenizer = try registries.tokenizers.make(node, path: "tokenizer")
        if let learned = tokenizer.learned, !learned.isFitted {
            throw MuseError.learnsTokens(node.component["type"]?.text ?? "")
        }
        let vocabulary = tokenizer.vocabulary
        let original: HuggingFaceModel
        let imported: ImportedTransformer
        do {
            original = try HuggingFaceModel(source)
            guard original.weightsPath != ModelFolder.weightsPath(in: folder) else {
                throw MuseError.use("'\(folder)' holds the model to import: choose another folder for the result")
            }
            imported = try ImportedTransformer(original, vocabularySize: vocabulary.count, start: start)
        } catch let error as ImportProblems {
            throw MuseError.data(error.problems.joined(separator: "\nerror: "))
        }
        try ModelFolder.write(
            ModelRecord(
                generator: Transformer.schema.name, settings: imported.settings, vocabulary: vocabulary.names,
                provenance: [
                    "imported": imported.modelType, "imported_sha256": original.weightsHash, "muse": Muse.version,
                    "recipe": document.name,
                ], model: imported.model, tokenizer: try tokenizer.learned?.saved()), to: folder)
    }
}
