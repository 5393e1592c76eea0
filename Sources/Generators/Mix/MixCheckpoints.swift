import MuseProtocols
import MuseStorage

/// The checkpoints of fitting a mix: the models that are finished, and the state of the one that is being fitted.
final class MixCheckpoints {
    private let base: any Checkpoints
    /// The finished models by number; the last place has the state of the unfinished one.
    private var saved: [SavedModel?]
    private let parts: Int

    init(_ base: any Checkpoints, parts: Int) {
        self.base = base
        self.parts = parts
        let loaded = (try? base.load()?.parts()) ?? []
        saved = loaded.count == parts + 1 ? loaded : [SavedModel?](repeating: nil, count: parts + 1)
    }

    /// A model that an earlier fit finished; nil if there is none.
    func finished(_ part: Int) -> SavedModel? { saved[part] }

    func finish(_ part: Int, _ model: SavedModel) throws {
        saved[part] = model
        saved[parts] = nil
        try base.save(SavedModel(parts: saved))
    }

    /// Where a model that is not finished saves its state.
    func checkpoints(ofPart part: Int) -> any Checkpoints {
        Part(base: base, finished: Array(saved.dropLast()), state: saved[parts])
    }

    private struct Part: Checkpoints {
        let base: any Checkpoints
        let finished: [SavedModel?]
        let state: SavedModel?

        func load() -> SavedModel? { state }
        func save(_ state: SavedModel) throws { try base.save(SavedModel(parts: finished + [state])) }
    }
}
