package import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A network that can be trained on tunes.
package protocol TrainableNetwork: Network {
    /// Whether the network has clock features.
    var usesClock: Bool { get }
    /// The maximum sequence length; nil for no limit.
    var longestSequence: Int? { get }

    /// Loads the weights of a pretrained model: one of this kind, or one that it can start from.
    ///
    /// - Throws: `StorageError` if they do not match the network.
    func load(_ pretrained: SavedModel, into weights: Weights) throws
}

extension TrainableNetwork {
    package func load(_ pretrained: SavedModel, into weights: Weights) throws { try weights.load(pretrained) }
}

/// A network that decodes tunes autoregressively.
package protocol DecodableNetwork: TrainableNetwork {
    /// The weights, packed for decoding.
    associatedtype Packed: Sendable

    /// The vocabulary size, excluding the special tokens.
    var vocabularySize: Int { get }

    /// Returns the weights packed for decoding.
    func packed(_ weights: Weights, _ precision: DecodingPrecision) -> Packed

    /// Returns a decoder of several rows.
    ///
    /// - Parameter start: the initial input of every row.
    func decoder(_ weights: Weights, _ packed: Packed, rows: Int, from start: InputTrack) -> any TokenDecoder
}

/// A trained network as a model.
package struct NeuralModel<N: DecodableNetwork>: Model {
    let network: N
    let weights: Weights
    private let reading: (any TokenReading)?
    package let decisions: [String: Int]
    /// Whether the network was trained with condition dropout.
    private let isTrainedUnconditionally: Bool
    /// Whether the network was trained for infilling.
    private let isTrainedToFill: Bool
    package let curve: LearningCurve
    package let tuning: TuningCurve
    private let decoding: DecodingPrecision
    private let packed: N.Packed

    package init(
        _ network: N, _ weights: Weights, reading: (any TokenReading)? = nil, decisions: [String: Int] = [:],
        isTrainedUnconditionally: Bool = false, isTrainedToFill: Bool = false, curve: LearningCurve = LearningCurve(),
        tuning: TuningCurve = TuningCurve(), decoding: DecodingPrecision = .standard
    ) {
        self.network = network
        self.weights = weights
        self.reading = reading
        self.decisions = decisions
        self.isTrainedUnconditionally = isTrainedUnconditionally
        self.isTrainedToFill = isTrainedToFill
        self.curve = curve
        self.tuning = tuning
        self.decoding = decoding
        packed = network.packed(weights, decoding)
    }

    /// Loads a stored model.
    ///
    /// - Parameter network: makes the network of the vocabulary size and the sizes that fitting chose.
    /// - Throws: `StorageError` if the tensors do not match the network.
    init(
        _ saved: SavedModel, reading: (any TokenReading)?, decoding: DecodingPrecision = .standard,
        _ network: (_ vocabularySize: Int, _ decisions: [String: Int]) -> N
    ) throws {
        let decisions = saved.decisions
        let network = network(try saved.vocabularySize(), decisions)
        let weights = Weights(network.layout)
        try weights.load(saved)
        self.init(
            network, weights, reading: reading, decisions: decisions,
            isTrainedUnconditionally: saved.description["conditions_left_open"] == .bool(true),
            isTrainedToFill: saved.description["bars_filled_in"] == .bool(true),
            curve: LearningCurve(saved.description["curve"]) ?? LearningCurve(),
            tuning: TuningCurve(saved.description["tuning"]) ?? TuningCurve(), decoding: decoding)
    }

    /// Returns the same model with other weights.
    func with(_ weights: Weights, tuning: TuningCurve) -> Self {
        Self(
            network, weights, reading: reading, decisions: decisions,
            isTrainedUnconditionally: isTrainedUnconditionally,
            isTrainedToFill: isTrainedToFill, curve: curve, tuning: tuning, decoding: decoding)
    }

    private var specialTokens: SpecialTokens { SpecialTokens(vocabularySize: network.vocabularySize) }

    package var capabilities: Set<Capability> {
        var result = NeuralCapabilities.always
        if isTrainedUnconditionally { result.insert(.guidance) }
        if isTrainedToFill { result.insert(.fill) }
        return result
    }

    package func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        let start = InputTrack(
            specialTokens, reading, usesClock: network.usesClock, masksConditions: request.isUnconditional,
            mix: request.style ?? StyleMix())
        let decoder = network.decoder(weights, packed, rows: request.rows, from: start)
        if let template = request.fill {
            try decoder.read(template.prompt(with: FillTokens(gap: specialTokens.gap, fill: specialTokens.fill)))
        }
        return decoder
    }

    /// Sequences longer than the context are scored in pieces, as in training.
    package func logProbabilities(of tokens: [TokenID]) -> [Double] {
        logProbabilities(of: tokens, on: Tape(weights: weights))
    }

    package func logProbabilities(ofEach sequences: [[TokenID]]) -> [[Double]] {
        weights.onTapes(sequences) { logProbabilities(of: $0, on: $1) }
    }

    private func logProbabilities(of tokens: [TokenID], on tape: Tape) -> [Double] {
        let maker = ExampleMaker(specialTokens: specialTokens, reading: reading, usesClock: network.usesClock)
        let maxLength = network.longestSequence ?? max(1, tokens.count)
        return stride(from: 0, to: tokens.count, by: maxLength).flatMap { start in
            let piece = tokens[start..<min(tokens.count, start + maxLength)]
            let batch = Batch([maker.example(piece)], order: network.rowOrder)
            return tape.logProbabilities(network.logits(batch, on: tape), batch.targets)
        }
    }

    package func saved() -> SavedModel {
        SavedModel(
            description: [
                "vocabulary_size": .int(network.vocabularySize),
                "decisions": .object(decisions.mapValues { .int($0) }),
                "conditions_left_open": .bool(isTrainedUnconditionally), "bars_filled_in": .bool(isTrainedToFill),
                "curve": curve.json, "tuning": tuning.json,
            ], tensors: weights.tensors())
    }
}

extension Weights {
    /// Processes sequences on all processors, with one tape per thread.
    func onTapes<Value: Sendable>(
        _ sequences: [[TokenID]], _ work: @escaping @Sendable ([TokenID], Tape) -> Value
    ) -> [Value] {
        @Sendable func run(_ run: ArraySlice<[TokenID]>) -> [Value] {
            let tape = Tape(weights: self)
            return run.map { work($0, tape) }
        }
        let runs = sequences.divided(into: max(1, min(SystemThread.processorCount, sequences.count)))
        // Falls back to the current thread if the system provides no others.
        return ((try? concurrentMap(runs, run)) ?? runs.map(run)).flatMap { $0 }
    }
}

extension SavedModel {
    /// Returns the vocabulary size of a neural model.
    ///
    /// - Throws: `StorageError` if it is missing or out of range.
    func vocabularySize() throws -> Int {
        guard let size = description["vocabulary_size"]?.intValue, (1..<1 << 24).contains(size) else {
            throw StorageError("a neural model needs a vocabulary_size of at least 1")
        }
        return size
    }

    /// The choices that fitting made by measuring.
    var decisions: [String: Int] { integers(description["decisions"]) }

    /// The choices of an unfinished fit.
    var decisionsSoFar: [String: Int] { integers(description["facts"]) }

    private func integers(_ json: JSON?) -> [String: Int] {
        guard case .object(let members)? = json else { return [:] }
        return members.compactMapValues(\.intValue)
    }
}
