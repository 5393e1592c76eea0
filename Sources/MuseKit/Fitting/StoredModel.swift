import MuseProtocols
import MuseStorage

/// Puts a model that was just made into the cache.
struct StoredModel {
    let context: RunContext

    init(_ context: RunContext) { self.context = context }

    /// A cache that cannot be written any more costs a warning, not the model: it is still used and written into the
    /// run's folder.
    func store(_ model: any Model, _ record: ModelRecord, _ hashes: [String], _ key: String) throws -> FittedModel {
        var record = record
        do {
            record.weightsHash = try context.cache.store(record, key)
            context.cache.checkpoints(key).remove()
            return FittedModel(
                model: model, record: record, corpusHashes: hashes, key: key,
                folder: context.cache.modelFolder(key))
        } catch let error as FileError {
            context.reporter.warn("the model cannot be kept in the cache: \(error)")
            return FittedModel(model: model, record: record, corpusHashes: hashes, key: key, folder: nil)
        }
    }
}
