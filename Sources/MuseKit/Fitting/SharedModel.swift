import MuseProtocols
import MuseStorage

/// Gives all ranks the model that rank 0 has found in its cache or made. Files are read and written by rank 0 alone, so
/// the machines need no common file system.
struct SharedModel {
    let context: RunContext
    private var ranks: any Communicator { context.communicator }

    init(_ context: RunContext) { self.context = context }

    /// Checks that all ranks fit the same.
    ///
    /// - Parameter key: the key of the model.
    /// - Throws: `MuseError` on the ranks that have another key than rank 0.
    func check(_ key: String) throws {
        guard let first = ranks.first(Array(key.utf8)), first != Array(key.utf8) else { return }
        throw MuseError.data(
            "the recipe, its corpus or its plug-ins differ from those of process 0; all machines need the same files")
    }

    /// A model on all ranks.
    ///
    /// - Parameters:
    ///   - make: finds or makes the model; called on rank 0 only.
    ///   - help: does another rank's share of the work; called as often as rank 0 asks for help.
    /// - Returns: nil if `make` returns nil.
    func model(
        _ key: String, _ corpusHashes: [String], make: () throws -> FittedModel?, help: () throws -> Void = {}
    ) throws -> FittedModel? {
        guard ranks.isShared else { return try make() }
        if ranks.isFirst {
            let model = try make()
            _ = ranks.any(false)
            _ = ranks.first(try model.map { try ModelFolder.bytes(of: $0.record) })
            return model
        }
        while ranks.any(false) { try help() }
        guard let bytes = ranks.first(nil as [UInt8]?) else { return nil }
        let record = try ModelFolder.record(bytes)
        return FittedModel(
            model: try context.recipe.generator.load(record.model, reading: context.recipe.tokenizer), record: record,
            corpusHashes: corpusHashes, key: key, folder: nil)
    }

    /// Makes the other ranks, which wait in `model`, call `help`. Called on rank 0, in `make`.
    func askForHelp() { if ranks.isShared { _ = ranks.any(true) } }
}
