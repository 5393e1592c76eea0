import MuseProtocols
import MuseRecipe

/// The state of an unfinished fit in the cache, under the key of the model that it will become.
struct CachedCheckpoints: Checkpoints {
    let key: String
    let recipe: Recipe

    func load() -> SavedModel? { ModelCache.record(key, in: ModelCache.checkpointFolder(key))?.model }

    func save(_ state: SavedModel) throws {
        let record = ModelRecord(
            generator: recipe.generatorNode["type"]?.text ?? "", settings: YAMLWriter.text(recipe.generatorNode),
            vocabulary: recipe.tokenizer.vocabulary, provenance: ["key": key, "muse": Muse.version], model: state)
        try ModelFolder.write(record, to: ModelCache.checkpointFolder(key))
    }
}
