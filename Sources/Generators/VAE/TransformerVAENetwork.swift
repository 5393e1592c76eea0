package import MuseNeural
import MuseProtocols
package import MuseStorage

/// A variational autoencoder of Transformers.
///
///     h = bidirectional Transformer(tune)
///     μ, ln σ = affine(mean of h over the tune, or over a group of bars)
///     z = μ + σ ε
///     stream of layer l = stream + W_l z_tune (+ W'_l z_group of the token's group)
///
/// The decoder is the network of a `transformer`, and both it and the encoder can start from the weights of one. The
/// latent is added to the input of every layer, at all positions. `W` starts at 0, so that the first loss is that of
/// the Transformer. The position of the start token, to which all others can attend, holds the latent too and serves
/// as its memory: additional positions would change the attention of a pretrained decoder even if they were 0.
///
/// Source: Li et al., "Optimus", EMNLP 2020, arXiv:2004.04092, section 3 (encoder and decoder from pretrained
/// weights); Wu and Yang, "MuseMorphose", arXiv:2105.04090, sections 3.2-3.3 (latents of bars, added to every layer).
package struct TransformerVAENetwork: LatentNetwork {
    package let latent: LatentShape
    package let objective: LatentObjective
    package let layout: ParameterLayout
    let decoder: TransformerNetwork
    let encoder: TransformerNetwork
    /// The groups of bars that have latents; nil without such latents.
    let groups: BarGroups?
    private let tuneMaps: Maps
    private let groupMaps: Maps?

    /// The linear maps of a latent: from the encoder, and to each layer of the decoder.
    private struct Maps: Sendable {
        let mean: Linear
        let logDeviation: Linear
        let layers: [Linear]

        init(_ name: String, _ size: Int, layers: Int, channels: Int, in layout: inout ParameterLayout) {
            func linear(_ part: String, _ inputs: Int, _ outputs: Int, hasBias: Bool, _ deviation: Float) -> Linear {
                Linear(part, inputs: inputs, outputs: outputs, hasBias: hasBias, deviation: deviation, in: &layout)
            }
            let deviation = 0.5 / Float(channels).squareRoot()
            mean = linear("mean.\(name)", channels, size, hasBias: true, deviation)
            logDeviation = linear("log_deviation.\(name)", channels, size, hasBias: true, deviation)
            self.layers = (0..<layers).map {
                linear("latent.\($0).\(name)", size, channels, hasBias: false, 0)
            }
        }
    }

    package var rowOrder: Batch.RowOrder { .bySequence }
    package var longestSequence: Int? { decoder.shape.context }
    package var usesClock: Bool { !decoder.shape.clock.isEmpty }
    package var vocabularySize: Int { decoder.shape.vocabularySize }

    /// - Parameters:
    ///   - shape: of the decoder, and of the encoder except for its number of layers.
    ///   - groups: the groups of bars that have latents of `latent.group` dimensions; nil if there are none.
    package init(
        _ shape: TransformerShape, encoderLayers: Int, _ latent: LatentShape, groups: BarGroups?,
        _ objective: LatentObjective
    ) {
        precondition(groups?.count ?? 0 == latent.groups, "latents of \(latent.groups) groups")
        precondition(shape.positions != .relative, "relative positions are causal")
        var layout = ParameterLayout()
        var encoderShape = shape
        encoderShape.layers = encoderLayers
        encoderShape.isCausal = false
        encoderShape.isTied = true
        decoder = TransformerNetwork(shape, prefix: Self.decoderPrefix, in: &layout)
        encoder = TransformerNetwork(encoderShape, prefix: Self.encoderPrefix, in: &layout)
        tuneMaps = Maps("tune", latent.tune, layers: shape.layers, channels: shape.channels, in: &layout)
        groupMaps =
            groups == nil
            ? nil : Maps("group", latent.group, layers: shape.layers, channels: shape.channels, in: &layout)
        self.groups = groups
        self.latent = latent
        self.objective = objective
        self.layout = layout
    }

    var partNames: [String] { ["tune"] + (groups?.names ?? []) }

    private static let decoderPrefix = "decoder."
    private static let encoderPrefix = "encoder."

    /// Loads a model of this kind, or a `transformer`, whose weights both the decoder and the encoder then start from.
    /// The maps of the latents keep their initial weights.
    package func load(_ pretrained: SavedModel, into weights: Weights) throws {
        let names = Set(pretrained.tensors.map(\.name))
        let isTransformer = !names.contains { $0.hasPrefix(Self.decoderPrefix) }
        try weights.load(pretrained) { name in
            guard isTransformer else { return name }
            if name.hasPrefix(Self.decoderPrefix) { return String(name.dropFirst(Self.decoderPrefix.count)) }
            guard name.hasPrefix(Self.encoderPrefix) else { return nil }
            // The encoder can have more layers.
            let source = String(name.dropFirst(Self.encoderPrefix.count))
            return names.contains(source) ? source : nil
        }
    }

    func encode(_ batch: Batch, on tape: Tape) -> Posterior {
        let states = encoder.states(batch, inputs: batch.targets.map { max(0, $0) }, on: tape)
        let tunes = batch.lengths.count
        // Padding is assigned to an additional group.
        func pooled(_ owners: [Int32], count: Int) -> Tensor {
            tape.means(states, owners.map { $0 < 0 ? Int32(count) : $0 }, count: count + 1)
        }
        let means = tape.rows(pooled(batch.sequences, count: tunes), (0..<tunes).map { Int32($0) })
        let whole = Gaussian(
            mean: tuneMaps.mean(means, on: tape), logDeviation: tuneMaps.logDeviation(means, on: tape))
        guard let groups, let groupMaps else { return Posterior(tunes: whole) }
        let owners = groups.rows(batch)
        let groupMeans = pooled(owners, count: tunes * groups.count)
        var present = [Int32](repeating: -1, count: tunes * groups.count)
        for owner in owners where owner >= 0 { present[Int(owner)] = owner }
        return Posterior(
            tunes: whole,
            groups: Gaussian(
                mean: tape.rows(groupMaps.mean(groupMeans, on: tape), present),
                logDeviation: tape.rows(groupMaps.logDeviation(groupMeans, on: tape), present)))
    }

    func decode(_ batch: Batch, inputs: [Int32], from z: LatentVectors, on tape: Tape) -> DecodedRows {
        let owners = groups.map { groups in
            zip(groups.rows(batch), batch.sequences).map { z.tunesWithoutGroups.contains($1) ? -1 : $0 }
        }
        let layerInputs = tuneMaps.layers.indices.map { layer -> Tensor in
            let whole = tape.rows(tuneMaps.layers[layer](z.tunes, on: tape), batch.sequences)
            guard let groupMaps, let vectors = z.groups, let owners else { return whole }
            return tape.add(whole, tape.rows(groupMaps.layers[layer](vectors, on: tape), owners))
        }
        let states = decoder.states(batch, inputs: inputs, layerInputs: layerInputs, on: tape)
        return DecodedRows(
            logits: tape.affine(states, decoder.output), targets: batch.targets,
            sources: batch.sequences.indices.map { batch.sequences[$0] < 0 ? -1 : Int32($0) })
    }

    /// Returns the layer inputs of a latent point, `[L · C]`: of each group of bars, and of bars of no group. A point
    /// of the tune alone has no groups.
    func layerInputs(_ point: [Float], on tape: Tape) -> (groups: [[Float]], others: [Float]) {
        let z = latent.vectors([point], on: tape)
        let whole = tuneMaps.layers.map { $0(z.tunes, on: tape).array }
        let others = whole.flatMap { $0 }
        guard let groupMaps, let vectors = z.groups else { return ([], others) }
        let c = decoder.shape.channels
        let parts = groupMaps.layers.map { $0(vectors, on: tape).array }
        let groups = (0..<latent.groups).map { group -> [Float] in
            var values = others
            for layer in parts.indices {
                for channel in 0..<c { values[layer * c + channel] += parts[layer][group * c + channel] }
            }
            return values
        }
        return (groups, others)
    }

    package func packed(_ weights: Weights, _ precision: DecodingPrecision) -> TransformerDecodingWeights {
        decoder.packed(weights, precision)
    }

    func decoder(
        _ weights: Weights, _ packed: TransformerDecodingWeights, from points: [[Float]], _ start: InputTrack
    ) -> any TokenDecoder {
        let tape = Tape(weights: weights)
        return LatentDecoder(
            TransformerDecoder(decoder, weights, packed, rows: points.count, from: start), groups,
            points.map { layerInputs($0, on: tape) })
    }
}
