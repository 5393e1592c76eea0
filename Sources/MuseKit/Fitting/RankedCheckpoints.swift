import MuseProtocols
import MuseStorage

/// The checkpoint of a fit by several ranks: rank 0 has the file, and all resume from it.
struct RankedCheckpoints: Checkpoints {
    let file: CachedCheckpoints
    let communicator: any Communicator

    func load() -> SavedModel? {
        communicator.first(communicator.isFirst ? file.bytes() : nil).flatMap {
            CachedCheckpoints.state($0, key: file.key)
        }
    }

    func save(_ state: SavedModel) throws { if communicator.isFirst { try file.save(state) } }
}
