import MuseNeural
import MuseProtocols
import MuseStorage

/// Stores the checkpoints of a two-stage fit in one place: maximum likelihood, then adversarial training.
struct StagedCheckpoints: Checkpoints {
    enum Stage: String {
        case prior
        case adversarial = "duel"
    }

    private let base: any Checkpoints

    init(_ base: any Checkpoints) { self.base = base }

    /// Returns the saved state if it belongs to the stage.
    func load(_ stage: Stage) -> SavedModel? {
        base.load().flatMap { $0.description["stage"] == .string(stage.rawValue) ? $0 : nil }
    }

    func save(_ state: SavedModel, _ stage: Stage) throws {
        var state = state
        state.description["stage"] = .string(stage.rawValue)
        try base.save(state)
    }

    /// Loads a checkpoint of the first stage.
    func load() -> SavedModel? { load(.prior) }
    /// Saves a checkpoint of the first stage.
    func save(_ state: SavedModel) throws { try save(state, .prior) }
}

/// Stores the checkpoints of the second stage: the states of the network and the critic, and the weights of the first
/// stage.
struct AdversarialCheckpoints: Checkpoints {
    private let stages: StagedCheckpoints
    private let critic: TuneCritic
    private let prior: Weights

    private static let prefix = "critic state."

    init(_ stages: StagedCheckpoints, critic: TuneCritic, prior: Weights) {
        self.stages = stages
        self.critic = critic
        self.prior = prior
    }

    /// Loads a checkpoint, and restores the critic from it.
    func load() -> SavedModel? {
        guard let saved = stages.load(.adversarial), case .object(let description)? = saved.description["critic"] else {
            return nil
        }
        let tensors = saved.tensors.filter { $0.name.hasPrefix(Self.prefix) }
            .map { $0.named(String($0.name.dropFirst(Self.prefix.count))) }
        guard (try? critic.state.restore(SavedModel(description: description, tensors: tensors))) != nil else {
            return nil
        }
        return saved
    }

    func save(_ state: SavedModel) throws {
        let criticState = critic.state.checkpoint()
        var state = state
        state.description["critic"] = .object(criticState.description)
        state.tensors += criticState.tensors.map { $0.named(Self.prefix + $0.name) } + prior.tensors(prefix: "prior.")
        try stages.save(state, .adversarial)
    }
}

extension StoredTensor {
    fileprivate func named(_ name: String) -> StoredTensor {
        StoredTensor(name: name, kind: kind, shape: shape, bytes: bytes)
    }
}
