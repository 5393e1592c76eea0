import MuseNeural
import MuseProtocols
import MuseStorage

/// Checkpoints of a fit in two stages, in one slot: maximum likelihood, then adversarial training.
struct StagedCheckpoints: Checkpoints {
    enum Stage: String { case prior, duel }

    private let place: any Checkpoints

    init(_ place: any Checkpoints) { self.place = place }

    /// The saved state if it belongs to the stage.
    func load(_ stage: Stage) -> SavedModel? {
        place.load().flatMap { $0.description["stage"] == .string(stage.rawValue) ? $0 : nil }
    }

    func save(_ state: SavedModel, _ stage: Stage) throws {
        var state = state
        state.description["stage"] = .string(stage.rawValue)
        try place.save(state)
    }

    /// Checkpoints of the first stage.
    func load() -> SavedModel? { load(.prior) }
    func save(_ state: SavedModel) throws { try save(state, .prior) }
}

/// Checkpoints of the second stage: the network's state, the critic's, and the weights of the first stage.
struct DuelCheckpoints: Checkpoints {
    private let stages: StagedCheckpoints
    private let critic: TuneCritic
    private let prior: Weights

    private static let prefix = "critic state."

    init(_ stages: StagedCheckpoints, critic: TuneCritic, prior: Weights) {
        self.stages = stages
        self.critic = critic
        self.prior = prior
    }

    /// Restores the critic too.
    func load() -> SavedModel? {
        guard let saved = stages.load(.duel), case .object(let description)? = saved.description["critic"] else {
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
        let own = critic.state.checkpoint()
        var state = state
        state.description["critic"] = .object(own.description)
        state.tensors += own.tensors.map { $0.named(Self.prefix + $0.name) } + prior.tensors(prefix: "prior.")
        try stages.save(state, .duel)
    }
}

extension StoredTensor {
    fileprivate func named(_ name: String) -> StoredTensor {
        StoredTensor(name: name, kind: kind, shape: shape, bytes: bytes)
    }
}
