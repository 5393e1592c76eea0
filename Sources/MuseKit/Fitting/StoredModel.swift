import MuseProtocols
import MuseStorage

/// Adds a new model to the cache.
struct StoredModel {
    let context: RunContext

    init(_ context: RunContext) { self.context = context }

    /// Warns if the cache cannot be written. The model is then still used and written to the run's folder.
    func store(_ model: any Model, _ record: ModelRecord, _ hashes: [String], _ key: String) throws -> FittedModel {
        var record = record
        do {
            record.weightsHash = try context.cache.store(record, key)
            context.cache.checkpoints(key).remove()
            return FittedModel(
                model: model, record: record, corpusHashes: hashes, key: key,
                folder: context.cache.modelFolder(key))
        } catch let error as FileError {
            context.reporter.warn("the model cannot be stored in the cache: \(error)")
            return FittedModel(model: model, record: record, corpusHashes: hashes, key: key, folder: nil)
        }
    }
}
