import MuseProtocols
import MuseStorage

/// The models of a mix, over the same tokens.
struct MixModel: Model {
    let method: Mix.Method
    let models: [any Model]
    let weights: [TuneSchedule]
    let vocabularySize: Int
    private static let sizeKey = "vocabulary_size"

    init(_ method: Mix.Method, _ models: [any Model], weights: [TuneSchedule], vocabularySize: Int) {
        self.method = method
        self.models = models
        self.weights = weights
        self.vocabularySize = vocabularySize
    }

    var capabilities: Set<Capability> {
        Self.capabilities(of: zip(models, weights).map { ($0.capabilities, $1) })
    }

    /// What all models can do, as far as several can do it together. The likelihood of a tune is known if the weights
    /// are the same throughout.
    static func capabilities(of parts: [(Set<Capability>, TuneSchedule)]) -> Set<Capability> {
        var shared: Set<Capability> = [.continue, .conditions, .guidance, .likelihood]
        for (part, _) in parts { shared.formIntersection(part) }
        if parts.map(\.1).constantSum == nil { shared.remove(.likelihood) }
        if parts.contains(where: { $0.0.contains(.latents) }) { shared.insert(.latents) }
        return shared
    }

    /// The latent points of the models, one after the other.
    var latentSize: Int? {
        let sizes = models.compactMap(\.latentSize)
        return sizes.isEmpty ? nil : sizes.reduce(0, +)
    }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        var used = 0
        let decoders = try models.map { model in
            var own = request
            own.grammars = nil
            own.latents = nil
            if let size = model.latentSize {
                own.latents = request.latents?.map { Array($0[used..<used + size]) }
                used += size
            }
            return try model.decoder(for: own)
        }
        return MixDecoder(self, decoders, tunes: request.tunes)
    }

    func logProbabilities(of tokens: [TokenID]) throws -> [Double] { try logProbabilities(ofEach: [tokens])[0] }

    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        try sequences.concurrentMapByLength(empty: []) { batch in
            try decoder(for: DecodingRequest(rows: batch.count)).logProbabilities(
                of: batch.map { sequences[$0] }, vocabularySize: vocabularySize)
        }
    }

    func saved() -> SavedModel {
        var saved = SavedModel(parts: models.map { $0.saved() })
        saved.description[Self.sizeKey] = .int(vocabularySize)
        return saved
    }

    /// - Throws: `StorageError` if the size is missing.
    static func vocabularySize(of saved: SavedModel) throws -> Int {
        guard let size = saved.description[sizeKey]?.intValue, size > 0 else {
            throw StorageError("a mix needs '\(sizeKey)'")
        }
        return size
    }

    var decisions: [String: Int] { [String: Int](ofParts: models.map(\.decisions)) }

    /// That of the first model that was trained in steps.
    var curve: LearningCurve { models.map(\.curve).first { !$0.points.isEmpty } ?? LearningCurve() }
}
