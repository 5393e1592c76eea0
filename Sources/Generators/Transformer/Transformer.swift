import MuseNeural
package import MuseProtocols
package import MuseStorage

/// A decoder-only Transformer, which predicts each token by causal self-attention over the preceding tokens.
///
/// The settings cover the common architectures: GPT-2 (`norm: layer`, `positions: learned`, `feed_forward: gelu`,
/// `biases: true`), Llama (`norm: rms`, `positions: rotary`, `feed_forward: swiglu`, `key_heads`), and mixtures of
/// them.
///
/// Source: Vaswani et al., "Attention Is All You Need", arXiv:1706.03762; for music: Huang et al., "Music Transformer",
/// arXiv:1809.04281; for folk tunes: Wu et al., "TunesFormer", arXiv:2301.02884.
package struct Transformer: Generator {
    static let layers = Setting<Int>(
        "layers", in: 1...64, default: nil,
        "number of blocks; chosen for the training budget, or 4 if `training.steps` is given")
    static let channels = Setting<Int>(
        "channels", in: 8...4096, default: nil,
        "model width; chosen for the training budget, or 256 if `training.steps` is given")
    static let heads = Setting<Int>(
        "heads", in: 1...64, default: 4, "number of attention heads; must divide `channels`")
    static let keyHeads = Setting<Int>(
        "key_heads", in: 1...64, default: nil,
        "number of key and value heads for grouped-query attention; must divide `heads`; equal to `heads` by default")
    static let hidden = Setting<Int>(
        "hidden", in: 8...16384, default: nil,
        "feed-forward width; by default 8/3 × `channels` for swiglu, 4 × `channels` for gelu")
    static let feedForward = Setting<TransformerShape.FeedForward>(
        "feed_forward", default: .swiglu, "feed-forward activation")
    static let norm = Setting<Norm.Kind>(
        "norm", default: .rms, "normalisation before each sublayer; layer: LayerNorm; rms: RMSNorm")
    static let normEpsilon = Setting<Double>(
        "norm_epsilon", in: 1e-12...0.01, default: 1e-5, "epsilon in the denominator of the normalisation")
    static let queryKeyNorm = Setting<Bool>(
        "qk_norm", default: true,
        "normalise the queries and keys of each head by RMSNorm with a learned gain, which stabilises attention and "
            + "speeds up learning"
    ).ofOlderModels(false)
    static let positions = Setting<TransformerShape.Positions>(
        "positions", default: .rotary,
        "position encoding; rotary: rotary embeddings; learned: learned absolute embeddings; relative: learned "
            + "relative embeddings, as in the Music Transformer")
    static let barPlaces = Setting<Bool>(
        "bar_places", default: nil,
        "add embeddings of the position in the bar and in the section; by default, if the tokenizer tracks them")
    static let biases = Setting<Bool>("biases", default: false, "include biases in all linear layers")
    static let tied = Setting<Bool>("tied", default: true, "share the input and output embeddings")
    static let context = Setting<Int>(
        "context", in: 8...65536, default: 1024, unit: "tokens", "context length, the maximum length of a tune")

    /// The settings that the weights depend on.
    static let structure: [any AnySetting] = [
        layers, channels, heads, keyHeads, hidden, feedForward, norm, normEpsilon, queryKeyNorm, positions, barPlaces,
        biases, tied,
        context,
    ]

    package static let schema = Schema(
        "transformer", "decoder-only Transformer with causal self-attention", source: "Vaswani et al. 2017",
        structure: structure,
        [PrecisionSettings.precision, PrecisionSettings.weights, TrainingGroup.group],
        sampling: DecodingSettings.all,
        capabilities: NeuralCapabilities.always, requirements: NeuralCapabilities.requirements)

    private static let ladder = [(2, 128), (3, 192), (4, 256), (6, 384), (8, 512)]
        .map { NetworkSize(layers: $0.0, channels: $0.1) }

    /// The shape, without the sizes and the vocabulary size.
    private let shape: TransformerShape
    let size: SizeChoice
    private let hiddenChannels: Int?
    /// Whether to add clock features; nil to add them if the tokenizer has a clock.
    private let usesClock: Bool?
    private let training: TrainingGroup
    private let precision: PrecisionSettings
    private let decoding: DecodingPrecision

    package init(_ settings: Settings) throws {
        training = try TrainingGroup(settings)
        precision = try PrecisionSettings(settings)
        decoding = try settings[DecodingSettings.decoding]
        let heads = try settings[Self.heads]
        let keyHeads = try settings.optional(Self.keyHeads) ?? heads
        let positions = try settings[Self.positions]
        let channels = try settings.optional(Self.channels)
        guard heads % keyHeads == 0 else {
            throw settings.conflict(
                "\(heads) heads cannot be divided evenly among \(keyHeads) key heads", about: Self.keyHeads)
        }
        func fits(_ channels: Int) -> Bool {
            channels % heads == 0 && (positions != .rotary || channels / heads % 2 == 0)
        }
        if let channels, !fits(channels) {
            throw settings.conflict(
                channels % heads == 0
                    ? "\(channels / heads) channels per head; rotary positions need an even number"
                    : "\(channels) channels cannot be divided into \(heads) heads", about: Self.heads)
        }
        let ladder = Self.ladder.filter { channels != nil || fits($0.channels) }
        guard !ladder.isEmpty, channels != nil || fits(256) else {
            throw settings.conflict("no default size is divisible by \(heads) heads; set `channels`", about: Self.heads)
        }
        size = SizeChoice(
            layers: try settings.optional(Self.layers), channels: channels,
            standard: NetworkSize(layers: 4, channels: 256), ladder: ladder)
        hiddenChannels = try settings.optional(Self.hidden)
        usesClock = try settings.optional(Self.barPlaces)
        shape = TransformerShape(
            vocabularySize: 0, layers: 0, channels: 0, heads: heads, keyHeads: keyHeads, hidden: 0,
            feedForward: try settings[Self.feedForward], norm: try settings[Self.norm],
            normEpsilon: try settings[Self.normEpsilon], normsQueriesAndKeys: try settings[Self.queryKeyNorm],
            positions: positions, hasBiases: try settings[Self.biases], isTied: try settings[Self.tied],
            context: try settings[Self.context], dropout: 0)
    }

    package var longestSequence: Int? { shape.context }

    package var capabilities: Set<Capability> { NeuralCapabilities.with(training) }

    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        var result = training.objections(to: reading)
        if usesClock == true, reading.clock == nil {
            result.append(
                SettingObjection(
                    Self.barPlaces.info.name,
                    "this tokenizer does not track positions in the bar; its tokens may encode them"))
        }
        return result
    }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        try fitting(corpus).model(corpus, context, decoding)
    }

    private func fitting(_ corpus: TokenCorpus) -> NeuralFitting<TransformerNetwork> {
        NeuralFitting(
            network: { network(corpus.vocabularySize, corpus.reading, $0, dropout: training.dropout) }, size: size,
            training: training, precision: precision)
    }

    package var fitsOnAllRanks: Bool { true }

    package func trainingCosts(
        _ corpus: TokenCorpus, _ communicators: [any Communicator], _ context: FitContext, seconds: Double
    ) throws -> [TrainingCost]? {
        try fitting(corpus).costs(corpus, communicators, context, seconds: seconds)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        try loaded(saved, reading)
    }

    package func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        try PolicyTuning(base: loaded(base, reading), reading: reading, task: task, context: context).run()
    }

    private func loaded(_ saved: SavedModel, _ reading: (any TokenReading)?) throws -> NeuralModel<TransformerNetwork> {
        try NeuralModel(saved, reading: reading, decoding: decoding) { vocabularySize, decisions in
            network(vocabularySize, reading, size.resolved(decisions) ?? size.standardSize, dropout: 0)
        }
    }

    func network(
        _ vocabularySize: Int, _ reading: (any TokenReading)?, _ size: NetworkSize, dropout: Double
    ) -> TransformerNetwork {
        var shape = shape
        shape.dropout = dropout
        shape.vocabularySize = vocabularySize
        shape.layers = size.layers
        shape.channels = size.channels
        // All kernels handle multiples of 32 efficiently.
        shape.hidden =
            hiddenChannels
            ?? (shape.feedForward == .gelu ? 4 * size.channels : (size.channels * 8 / 3 + 31) / 32 * 32)
        if usesClock ?? true, let clock = reading?.clock { shape.clock = type(of: clock).sizes }
        return TransformerNetwork(shape)
    }
}
