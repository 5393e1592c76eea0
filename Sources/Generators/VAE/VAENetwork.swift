package import MuseNeural
package import MuseProtocols

/// A variational autoencoder with a recurrent decoder.
///
///     h = final states of a bidirectional RNN, or the first position of a Transformer
///     μ, ln σ = affine(h)           z = μ + σ ε
///     logits = RNN(embedding + W z) (flat decoder)
///
/// With a conductor, an RNN unrolls `z` to one state `h` per bar. The decoder is reset at each bar line and adds `W h`
/// of its bar, so that long-term structure has to pass through `z`.
///
/// Source: Roberts et al., "A Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", ICML 2018,
/// arXiv:1803.05428, section 3.
package struct VAENetwork: LatentNetwork {
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

    package let shape: Shape
    package let objective: LatentObjective
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
    package var vocabularySize: Int { shape.decoder.vocabularySize }
    package var latent: LatentShape { LatentShape(tune: shape.latent) }

    package init(_ shape: Shape, _ objective: LatentObjective) {
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

    func encode(_ batch: Batch, on tape: Tape) -> Posterior {
        let outputs = encoder(batch, decoder.table, on: tape)
        func sum(_ maps: [Linear]) -> Tensor {
            zip(maps, outputs).dropFirst().reduce(maps[0](outputs[0], on: tape)) {
                tape.add($0, $1.0($1.1, on: tape))
            }
        }
        return Posterior(tunes: Gaussian(mean: sum(means), logDeviation: sum(logDeviations)))
    }

    func decode(_ batch: Batch, inputs: [Int32], from z: LatentVectors, on tape: Tape) -> DecodedRows {
        let z = z.tunes
        guard let conductor, let barEnds = shape.barEnds else {
            let logits = decoder.logits(
                inputs, added: tape.rows(decoderInput(z, on: tape), batch.sequences), lengths: batch.lengths, on: tape)
            return DecodedRows(logits: logits, targets: batch.targets, sources: batch.targets.indices.map { Int32($0) })
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
        return DecodedRows(logits: logits, targets: gather(batch.targets, -1), sources: bars.sources)
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

    package func packed(_ weights: Weights, _ precision: DecodingPrecision) -> RecurrentDecodingWeights {
        RecurrentDecodingWeights(decoder, weights, precision)
    }

    func decoder(
        _ weights: Weights, _ packed: RecurrentDecodingWeights, from points: [[Float]], _ start: InputTrack
    ) -> any TokenDecoder {
        let tape = Tape(weights: weights)
        // Conductor states for 64 bars, enough for most tunes; extended on demand.
        var inputs = points.map { decoderInputs($0, bars: 64, on: tape) }
        let inner = RecurrentDecoder(
            decoder, weights, packed, rows: points.count, added: inputs.map { $0[0] }, from: start)
        guard let barEnds = shape.barEnds else { return inner }
        return ConductedDecoder(inner, barEnds: barEnds) { row, bar in
            if bar >= inputs[row].count { inputs[row] = self.decoderInputs(points[row], bars: 2 * bar, on: tape) }
            return inputs[row][bar]
        }
    }
}
