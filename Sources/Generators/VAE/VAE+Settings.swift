import MuseNeural
package import MuseProtocols

extension VAE {
    enum Encoding: String, SettingChoice { case recurrent, transformer }
    enum Decoding: String, SettingChoice { case flat, conductor, transformer }

    static let decoder = Setting<Decoding>(
        "decoder", default: .flat,
        "decoder architecture; flat: RNN over the whole tune; conductor: hierarchical, with a conductor RNN that "
            + "controls a decoder RNN reset at each bar line; transformer: causal Transformer, to whose layers the "
            + "latent is added, with a Transformer as the encoder; only this one can start from a pretrained "
            + "`transformer`")
    static let encoder = Setting<Encoding>(
        "encoder", default: nil,
        "encoder architecture; recurrent: bidirectional RNN; transformer: bidirectional self-attention; by default "
            + "transformer for `decoder: transformer`, otherwise recurrent")
    static let cell = Setting<RecurrentNetwork.Cell>("cell", default: .gru, "type of recurrent cell")
    static let latent = Setting<Int>("latent", in: 1...4096, default: 64, "dimension of the latent of a whole tune")
    static let groupLatent = Setting<Int>(
        "group_latent", in: 1...1024, default: nil,
        "dimension of an additional latent for each group of bars, which makes a Transformer decoder hierarchical; "
            + "without it, a tune has a single latent")
    static let groupBars = Setting<Int>("group_bars", in: 1...64, default: 2, "number of bars of a group")
    static let groups = Setting<Int>(
        "groups", in: 1...256, default: 16,
        "number of groups that have latents; the bars after them are decoded from the latent of the tune alone")
    static let layers = Setting<Int>(
        "layers", in: 1...64, default: nil, "number of decoder layers; by default 4 for a Transformer, otherwise 1")
    static let channels = Setting<Int>("channels", in: 8...4096, default: 256, "hidden size of the decoder")
    static let encoderChannels = Setting<Int>(
        "encoder_channels", in: 8...4096, default: nil,
        "hidden size of a recurrent encoder per direction, or width of a transformer encoder; `channels` by default")
    static let encoderLayers = Setting<Int>(
        "encoder_layers", in: 1...64, default: 2,
        "number of layers of a transformer encoder; its other sizes are those of the decoder if that is a Transformer")
    static let encoderHeads = Setting<Int>(
        "encoder_heads", in: 1...64, default: 4,
        "number of attention heads of a transformer encoder; twice this number must divide the width")
    static let embedding = Setting<Int>(
        "embedding", in: 4...4096, default: nil, "embedding size; equal to `channels` by default")
    static let tied = Setting<Bool>("tied", default: true, "share the input and output embeddings")
    static let beta = Setting<Double>("beta", in: 0...100, default: 0.2, "weight of the KL divergence (β-VAE)")
    static let freeBits = Setting<Double>(
        "free_bits", in: 0..., default: 64, unit: "bits per tune", "KL divergence that is not penalised")
    static let groupFreeBits = Setting<Double>(
        "group_free_bits", in: 0..., default: 4, unit: "bits per group of bars",
        "KL divergence of the latent of a group that is not penalised")
    static let groupDropout = Setting<Double>(
        "group_dropout", in: 0...0.9, default: 0.3,
        "fraction of tunes that are decoded in training without the latents of their groups; new tunes are sampled in "
            + "this way, from the latent of the tune alone")
    static let annealing = Setting<Int>(
        "annealing", in: 0..., default: 200, unit: "steps", "length of the linear warm-up of `beta` from 0")
    static let wordDropout = Setting<Double>(
        "word_dropout", in: 0...1, default: 0.25,
        "fraction of the decoder's input tokens masked in training, so that it relies on the latent point")

    package static let schema = Schema(
        "vae", "variational autoencoder: encodes tunes as points in a latent space and decodes points to tunes",
        source: "Kingma and Welling 2014; Roberts et al. 2018; Li et al. 2020",
        structure: shared + recurrentOnly + [encoderLayers, groupLatent, groupBars, groups] + transformerOnly,
        [
            beta, freeBits, groupFreeBits, groupDropout, annealing, wordDropout, PrecisionSettings.precision,
            PrecisionSettings.weights,
            TrainingGroup.group(excluding: [TrainingGroup.infilling]),
        ], sampling: DecodingSettings.all, capabilities: always,
        requirements: NeuralCapabilities.requirements.filter { $0.key == .guidance },
        startingPoints: [StartingPoint(Transformer.schema, with: [decoder.info.name: Decoding.transformer.rawValue])])

    static let shared: [any AnySetting] = [decoder, encoder, latent, layers, channels, tied]
    static let recurrentOnly: [any AnySetting] = [cell, encoderChannels, encoderHeads, embedding]
    /// The settings of a Transformer that are not also those of other decoders.
    static let transformerOnly = Transformer.structure.filter { setting in
        !shared.contains { $0.info.name == setting.info.name }
    }

    static func capabilities(isTrainedUnconditionally: Bool) -> Set<Capability> {
        isTrainedUnconditionally ? always.union([.guidance]) : always
    }

    static let always = Set<Capability>.autoregressive.union([.styleMix, .latents, .latentSpace])
}
