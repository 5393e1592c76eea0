package import MuseNeural
package import MuseProtocols

/// A variational autoencoder of token sequences.
///
///     readings = the ends of a cell along the tune and one against it, or what a Transformer says of the whole
///     μ, ln σ = affine maps of the readings           z = μ + σ ε
///     scores = a recurrent stack that is told `W z` beside each token (flat)
///
/// With a conductor, a cell goes on from `z` bar by bar, and the stack is told `W h` of the bar that it is in, of which alone
/// it knows the tokens before: what holds a tune together has to be in `z`.
///
/// Loss a tune: `-ln p(tune | z) + β max(0, KL(μ, σ ‖ 0, 1) - free)`, β rising from 0 to its value over the first steps. In
/// training a share of the tokens that the decoder reads are left open, or it would do without `z`.
///
/// Source: Roberts et al., "A Hierarchical Latent Vector Model for Learning Long-Term Structure in Music", ICML 2018,
/// arXiv:1803.05428, section 3; left-out words: Bowman et al., arXiv:1511.06349, section 3.1.
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
        /// Tokens after which the conductor goes on to the next bar; nil for a flat decoder.
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
        /// Steps over which beta rises.
        package var annealing: Int
        /// Nats a tune.
        package var free: Double
        /// Share of the tokens that the decoder reads in training and that are left open.
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
    /// Of each of the encoder's readings.
    let means: [Linear]
    let logDeviations: [Linear]
    /// From `z` to what the conductor reads at each bar; nil without one.
    let conducting: (map: Linear, cell: RecurrentCell)?
    /// From `z`, or the conductor's state, to what the decoder is told.
    let telling: Linear

    package var rowOrder: Batch.RowOrder { .byTime }
    package var longestSequence: Int? { nil }
    package var showsClock: Bool { false }

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
            encoder.readings.enumerated().map { i, reading in
                Linear(
                    "\(name).\(reading)", inputs: channels, outputs: shape.latent, hasBias: i == 0,
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
            conducting = nil
            telling = map("decoder.latent", from: shape.latent)
        } else {
            conducting = (
                map("conductor.latent", from: shape.latent),
                RecurrentCell(
                    "conductor.", shape.decoder.cell, inputs: shape.decoder.embedding, channels: shape.decoder.channels,
                    in: &layout)
            )
            telling = map("decoder.conductor", from: shape.decoder.channels)
        }
        self.shape = shape
        self.objective = objective
        self.layout = layout
    }

    /// Of each sequence of a batch, the longest first.
    func encode(_ batch: Batch, on tape: Tape) -> Gaussian {
        let readings = encoder(batch, decoder.table, on: tape)
        func sum(_ maps: [Linear]) -> Tensor {
            zip(maps, readings).dropFirst().reduce(maps[0](readings[0], on: tape)) {
                tape.add($0, $1.0($1.1, on: tape))
            }
        }
        return Gaussian(mean: sum(means), logDeviation: sum(logDeviations))
    }

    /// Scores of a batch's rows in the order in which the decoder takes them.
    struct Decoded {
        let logits: Tensor
        let targets: [Int32]
        /// Of each row, its row in the batch; -1 for padding.
        let sources: [Int32]
    }

    /// - Parameter z: `[S, Z]`
    func decode(_ batch: Batch, inputs: [Int32], from z: Tensor, on tape: Tape) -> Decoded {
        guard let conducting, let barEnds = shape.barEnds else {
            let logits = decoder.logits(
                inputs, added: tape.rows(telling(z, on: tape), batch.sequences), lengths: batch.lengths, on: tape)
            return Decoded(logits: logits, targets: batch.targets, sources: batch.targets.indices.map { Int32($0) })
        }
        let bars = Segments(batch, barEnds: barEnds)
        let read = tape.rows(conducting.map(z, on: tape), bars.tunes)
        let states = conducting.cell(read, TimeSteps(lengths: bars.counts), on: tape)
        func moved(_ values: [Int32], _ padding: Int32) -> [Int32] {
            bars.sources.map { $0 < 0 ? padding : values[Int($0)] }
        }
        let logits = decoder.logits(
            moved(inputs, 0), added: tape.rows(telling(states, on: tape), bars.conductors), lengths: bars.lengths,
            on: tape)
        return Decoded(logits: logits, targets: moved(batch.targets, -1), sources: bars.sources)
    }

    /// What the decoder is told of a point: of the first `bars` bars in turn, or once for all.
    func told(_ latent: [Float], bars: Int, on tape: Tape) -> [[Float]] {
        let z = tape.tensor(1, shape.latent, latent)
        guard let conducting else { return [telling(z, on: tape).array] }
        let read = tape.rows(conducting.map(z, on: tape), [Int32](repeating: 0, count: bars))
        let states = conducting.cell(read, TimeSteps(lengths: [bars]), on: tape)
        let told = telling(states, on: tape).array
        return (0..<bars).map { Array(told[$0 * shape.decoder.embedding..<($0 + 1) * shape.decoder.embedding]) }
    }

    /// From where each tune lies, in the order of the batch.
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
            let open = Symbols(vocabularySize: shape.decoder.vocabularySize).open
            inputs = inputs.map { words.uniform() < objective.wordDropout ? open : $0 }
        }
        let z = tape.draw(gaussian, tape.isRecording ? tape.dropoutSource.stream("latent") : nil)
        let decoded = decode(batch, inputs: inputs, from: z, on: tape)
        let said = tape.crossEntropy(decoded.logits, decoded.targets, count: count)
        let excess = tape.divergence(gaussian, weight: Float(beta) / Float(count), free: objective.free)
        return said + beta * excess
    }
}
