import MuseProtocols

/// A Transformer with the architecture of GPT-2: 4 layers of 256 channels.
func transformer(
    context: Int, precision: String = "f32", batch: Int, steps: Int = 1_000_000_000
) throws -> any Generator {
    try generator(
        "transformer", batch: batch, steps: steps,
        [
            "layers": "4", "channels": "256", "heads": "4", "feed_forward": "gelu", "norm": "layer",
            "qk_norm": "false", "positions": "learned", "biases": "true", "tied": "true", "context": "\(context)",
            "precision": precision,
        ])
}

/// Trains the Transformer with a vocabulary of 128. An update processes 16 sequences of 256 tokens.
func trainTransformer(precision: String) throws {
    try train(
        transformer(context: 256, precision: precision, batch: 4096),
        .random(vocabularySize: 128, sequences: 16, length: 256))
}

/// Trains the network of folk-rnn: 3 layers of 512 cells. An update processes 64 sequences of 128 tokens.
func trainLSTM() throws {
    try train(
        generator("lstm", batch: 8192, ["layers": "3", "channels": "512", "tied": "false"]),
        .random(vocabularySize: 137, sequences: 64, length: 128))
}

/// Trains a VAE: a bidirectional GRU encoder of 256 cells and a GRU decoder of 512. An update processes 64 sequences of
/// 128 tokens.
func trainVAE() throws {
    try train(
        generator(
            "vae", batch: 8192,
            [
                "channels": "512", "embedding": "256", "encoder_channels": "256", "latent": "64", "tied": "false",
                "beta": "0.2", "free_bits": "0", "annealing": "0", "word_dropout": "0",
            ]),
        .random(vocabularySize: 137, sequences: 64, length: 128))
}

/// Trains a grid GAN of 128 channels. An update of critic and generator processes 32 sheets of 8 bars of 12 steps, with
/// 36 cells.
func trainGAN() throws {
    var random = RandomSource(seed: 2)
    // Excludes cell 0, which is silence: a tune that starts with silence loses its first bar.
    let tunes = (0..<64).map { _ in (0..<96).map { _ in TokenID(1 + random.below(35)) } }
    try train(
        generator("grid_gan", batch: nil, ["bars": "8", "channels": "128", "latent": "64", "sheets": "32"]),
        TokenCorpus(vocabularySize: 64, training: tunes, reading: GridReading()))
}

/// A grid whose tokens 0 to 35 are the cells of a step. All tunes have the same three conditions.
private struct GridReading: TokenReading {
    struct Grid: StepGrid {
        var cells: Int { 36 }
        var isExclusive: Bool { true }
        var silence: [Int] { [0] }
        var cursor: any StepCursor { Cursor() }

        func layouts(of tokens: [TokenID]) -> [StepLayout] {
            [StepLayout(conditions: [61, 62, 63], stepsPerBar: 12, steps: tokens.map { [Int($0)] })]
        }
    }

    struct Cursor: StepCursor {
        var step: Int? = 0
        var stepsPerBar: Int { 12 }

        mutating func advance(_ token: TokenID) { step = (step ?? 0) + 1 }

        func scores(cells: UnsafeBufferPointer<Float>, stepCount: Int, into scores: UnsafeMutableBufferPointer<Float>) {
            scores.update(repeating: -.infinity)
            for (i, cell) in cells.enumerated() { scores[i] = cell }
        }
    }

    var stepGrid: (any StepGrid)? { Grid() }
}
