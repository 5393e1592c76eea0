package import MuseNeural
package import MuseProtocols

/// A variational autoencoder of token sequences.
///
///     h = final states of a bidirectional RNN, or the first position of a Transformer
///     μ, ln σ = affine(h)           z = μ + σ ε
///     logits = RNN(embedding + W z) (flat decoder)
///
/// With a conductor, an RNN unrolls `z` to one state `h` per bar. The decoder is reset at each bar line and adds `W h`
/// of its bar, so that long-term structure has to pass through `z`.
///
/// Loss per tune: `-ln p(tune | z) + β max(0, KL(μ, σ ‖ 0, 1) - free)`, with linear warm-up of β. Word dropout masks a
/// fraction of the decoder's inputs, so that the decoder cannot ignore `z`.
///
/// Source: Roberts et al., "A Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", ICML 2018,
/// arXiv:1803.05428, section 3; word dropout: Bowman et al., arXiv:1511.06349, section 3.1.
package struct VAENetwork: TrainableNetwork {
    package struct Shape: Sendable, Equatable {
        package enum Encoder: Sendable, Equatable {
            case recurrent
            case transformer(layers: Int, heads: Int)
        }

        package var decoder: RecurrentNetwork.Shape
        package var encoder: Encoder
        package var encoderChannels: Int
        package var latent: Int
        /// Tokens that end a bar, where the conductor advances; nil for a flat decoder.
        package var barEnds: Set<TokenID>?

        package init(
            decoder: RecurrentNetwork.Shape, encoder: Encoder = .recurrent, encoderChannels: Int, latent: Int,
            barEnds: Set<TokenID>? = nil
        ) {
            self.decoder = decoder
            self.encoder = encoder
            self.encoderChannels = encoderChannels
            self.latent = latent
            self.barEnds = barEnds
        }
    }

    package struct Objective: Sendable, Equatable {
        package var beta: Double
        /// The number of warm-up steps of beta.
        package var annealing: Int
        /// The free nats per tune.
        package var free: Double
        /// The fraction of the decoder's inputs that are masked in training.
        package var wordDropout: Double

        package init(beta: Double, annealing: Int, free: Double, wordDropout: Double) {
            self.beta = beta
            self.annealing = annealing
            self.free = free
            self.wordDropout = wordDropout
        }
    }

    package let shape: Shape
    package let objective: Objective
    package let layout: ParameterLayout
    let decoder: RecurrentStack
    let encoder: any TuneEncoder
    /// One linear map per output of the encoder.
    let means: [Linear]
    let logDeviations: [Linear]
    /// The map from `z` to the conductor's input, and the conductor's cell; nil for a flat decoder.
    let conductor: (map: Linear, cell: RecurrentCell)?
    /// The map from `z`, or from the conductor's state, to the decoder's input.
    let decoderInput: Linear

    package var rowOrder: Batch.RowOrder { .byTime }
    package var longestSequence: Int? { nil }
    package var usesClock: Bool { false }

    package init(_ shape: Shape, _ objective: Objective) {
        var layout = ParameterLayout()
        decoder = RecurrentStack(shape.decoder, prefix: "decoder.", in: &layout)
        let (inputs, channels) = (shape.decoder.embedding, shape.encoderChannels)
        let encoder: any TuneEncoder =
            switch shape.encoder {
            case .recurrent:
                RecurrentEncoder(shape.decoder.cell, inputs: inputs, channels: channels, in: &layout)
            case .transformer(let layers, let heads):
                AttentionEncoder(
                    shape.decoder.vocabularySize, inputs: inputs, channels: channels, layers: layers, heads: heads,
                    dropout: shape.decoder.dropout, in: &layout)
            }
        self.encoder = encoder
        func maps(_ name: String) -> [Linear] {
            encoder.outputNames.enumerated().map { i, output in
                Linear(
                    "\(name).\(output)", inputs: channels, outputs: shape.latent, hasBias: i == 0,
                    deviation: 0.5 / Float(channels).squareRoot(), in: &layout)
            }
        }
        means = maps("mean")
        logDeviations = maps("log_deviation")
        func map(_ name: String, from inputs: Int) -> Linear {
            Linear(
                name, inputs: inputs, outputs: shape.decoder.embedding, hasBias: false,
                deviation: 1 / Float(inputs).squareRoot(), in: &layout)
        }
        if shape.barEnds == nil {
            conductor = nil
            decoderInput = map("decoder.latent", from: shape.latent)
        } else {
            conductor = (
                map("conductor.latent", from: shape.latent),
                RecurrentCell(
                    "conductor.", shape.decoder.cell, inputs: shape.decoder.embedding, channels: shape.decoder.channels,
                    in: &layout)
            )
            decoderInput = map("decoder.conductor", from: shape.decoder.channels)
        }
        self.shape = shape
        self.objective = objective
        self.layout = layout
    }

    /// Returns the posterior of each sequence, longest first.
    func encode(_ batch: Batch, on tape: Tape) -> Gaussian {
        let outputs = encoder(batch, decoder.table, on: tape)
        func sum(_ maps: [Linear]) -> Tensor {
            zip(maps, outputs).dropFirst().reduce(maps[0](outputs[0], on: tape)) {
                tape.add($0, $1.0($1.1, on: tape))
            }
        }
        return Gaussian(mean: sum(means), logDeviation: sum(logDeviations))
    }

    /// The logits of a batch's rows, in the decoder's row order.
    struct Decoded {
        let logits: Tensor
        let targets: [Int32]
        /// The row in the batch of each decoded row; -1 for padding.
        let sources: [Int32]
    }

    /// Computes logits from latent points.
    ///
    /// - Parameter z: `[S, Z]`
    func decode(_ batch: Batch, inputs: [Int32], from z: Tensor, on tape: Tape) -> Decoded {
        guard let conductor, let barEnds = shape.barEnds else {
            let logits = decoder.logits(
                inputs, added: tape.rows(decoderInput(z, on: tape), batch.sequences), lengths: batch.lengths, on: tape)
            return Decoded(logits: logits, targets: batch.targets, sources: batch.targets.indices.map { Int32($0) })
        }
        let bars = Segments(batch, barEnds: barEnds)
        let input = tape.rows(conductor.map(z, on: tape), bars.tunes)
        let states = conductor.cell(input, TimeSteps(lengths: bars.counts), on: tape)
        func gather(_ values: [Int32], _ padding: Int32) -> [Int32] {
            bars.sources.map { $0 < 0 ? padding : values[Int($0)] }
        }
        let logits = decoder.logits(
            gather(inputs, 0), added: tape.rows(decoderInput(states, on: tape), bars.conductors), lengths: bars.lengths,
            on: tape)
        return Decoded(logits: logits, targets: gather(batch.targets, -1), sources: bars.sources)
    }

    /// Returns the decoder's inputs for a latent point: one for each of the first `bars` bars, or a single one for the
    /// whole tune.
    func decoderInputs(_ latent: [Float], bars: Int, on tape: Tape) -> [[Float]] {
        let z = tape.tensor(1, shape.latent, latent)
        guard let conductor else { return [decoderInput(z, on: tape).array] }
        let input = tape.rows(conductor.map(z, on: tape), [Int32](repeating: 0, count: bars))
        let states = conductor.cell(input, TimeSteps(lengths: [bars]), on: tape)
        let inputs = decoderInput(states, on: tape).array
        return (0..<bars).map { Array(inputs[$0 * shape.decoder.embedding..<($0 + 1) * shape.decoder.embedding]) }
    }

    /// Returns logits decoded from the posterior means, in the row order of the batch.
    package func logits(_ batch: Batch, on tape: Tape) -> Tensor {
        let decoded = decode(batch, inputs: batch.inputs, from: tape.draw(encode(batch, on: tape), nil), on: tape)
        var rows = [Int32](repeating: -1, count: batch.targets.count)
        for (row, source) in decoded.sources.enumerated() where source >= 0 { rows[Int(source)] = Int32(row) }
        return tape.rows(decoded.logits, rows)
    }

    package func loss(_ batch: Batch, on tape: Tape, count: Int, step: Int) -> Double {
        let gaussian = encode(batch, on: tape)
        let beta = objective.beta * min(1, Double(step) / Double(max(1, objective.annealing)))
        var inputs = batch.inputs
        if tape.isRecording {
            var words = tape.dropoutSource.stream("words")
            let mask = SpecialTokens(vocabularySize: shape.decoder.vocabularySize).mask
            inputs = inputs.map { words.uniform() < objective.wordDropout ? mask : $0 }
        }
        let z = tape.draw(gaussian, tape.isRecording ? tape.dropoutSource.stream("latent") : nil)
        let decoded = decode(batch, inputs: inputs, from: z, on: tape)
        let reconstruction = tape.crossEntropy(decoded.logits, decoded.targets, count: count)
        let excess = tape.divergence(gaussian, weight: Float(beta) / Float(count), free: objective.free)
        return reconstruction + beta * excess
    }
}
