package import MuseNeural
import MusePlatform
import MuseProtocols

/// Generator and critic of a grid GAN.
///
///     z → each part of each bar → convolutions → steps → convolutions → scores of cells
///     cells → convolution → means over parts → convolutions → all parts of the sheet together → one number
///
/// Both are conditioned on the condition tokens and on the position of a step in its bar.
///
/// Source: Dong et al., "MuseGAN: Multi-track Sequential Generative Adversarial Networks", arXiv:1709.06298, with one
/// track, and coarse-to-fine convolutions as there.
package struct GridNetwork: Sendable {
    package struct Shape: Sendable, Equatable {
        package var cells: Int
        package var isExclusive: Bool
        /// Size of the embedding table of conditions.
        package var vocabularySize: Int
        package var latent: Int
        package var channels: Int
        package var bars: Int

        package init(
            cells: Int, isExclusive: Bool, vocabularySize: Int, latent: Int, channels: Int, bars: Int
        ) {
            self.cells = cells
            self.isExclusive = isExclusive
            self.vocabularySize = vocabularySize
            self.latent = latent
            self.channels = channels
            self.bars = bars
        }
    }

    let shape: Shape
    package let layout: ParameterLayout
    /// The parameters of each network.
    let drawing, judging: [Parameter]
    /// Spectral norms of the critic's weights; empty with a gradient penalty.
    let norms: [SpectralNorm]
    private let generator: Drawing
    private let critic: Judging

    /// Spectral-norm limit of the critic's matrices. GELU has slope 1/2 near 0, so a layer's gain stays about 1.
    private static let limit: Float = 2

    private struct Conditioning {
        let conditions, places: Parameter

        init(_ name: String, _ shape: Shape, in layout: inout ParameterLayout) {
            conditions = layout.matrix(
                name + "conditions.weight", shape.vocabularySize, shape.channels, .normal(deviation: 0.3))
            places = layout.matrix(
                name + "places.weight", SheetShape.places, shape.channels, .normal(deviation: 0.3))
        }

        /// Condition embeddings, `[sheets, C]`; nil without conditions.
        func sheets(_ sheets: SheetShape, on tape: Tape) -> Tensor? {
            let (tokens, owners) = sheets.allConditions
            if tokens.isEmpty { return nil }
            return tape.means(tape.embedding(conditions, tokens), owners, count: sheets.count)
        }
    }

    private struct Drawing {
        let conditioning: Conditioning
        let points: Linear
        let coarse, fine: [(norm: Norm, convolution: Convolution)]
        let last: Norm
        let output: Linear

        init(_ shape: Shape, in layout: inout ParameterLayout) {
            let channels = shape.channels
            conditioning = Conditioning("generator.", shape, in: &layout)
            points = Linear(
                "generator.points", inputs: shape.latent, outputs: shape.bars * SheetShape.partsOfBar * channels,
                hasBias: true, deviation: 1 / Float(shape.latent).squareRoot(), in: &layout)
            func layers(_ name: String, _ count: Int) -> [(norm: Norm, convolution: Convolution)] {
                (0..<count).map { i in
                    (
                        Norm("generator.\(name).\(i).norm", channels: channels, kind: .rms, in: &layout),
                        Convolution(
                            "generator.\(name).\(i)", inputs: channels, outputs: channels, width: 5, in: &layout)
                    )
                }
            }
            coarse = layers("coarse", 2)
            fine = layers("fine", 2)
            last = Norm("generator.norm", channels: channels, kind: .rms, in: &layout)
            output = Linear(
                "generator.output", inputs: channels, outputs: shape.cells, hasBias: true,
                deviation: 1 / Float(channels).squareRoot(), in: &layout)
        }
    }

    private struct Judging {
        let conditioning: Conditioning
        let input: Linear
        let fine: Convolution
        let coarse: [Convolution]
        let whole, verdict: Linear

        init(_ shape: Shape, in layout: inout ParameterLayout) {
            let channels = shape.channels
            conditioning = Conditioning("critic.", shape, in: &layout)
            input = Linear(
                "critic.input", inputs: shape.cells, outputs: channels, hasBias: true, deviation: 1, in: &layout)
            fine = Convolution("critic.fine", inputs: channels, outputs: channels, width: 5, in: &layout)
            coarse = (0..<2).map {
                Convolution("critic.coarse.\($0)", inputs: channels, outputs: channels, width: 5, in: &layout)
            }
            let parts = shape.bars * SheetShape.partsOfBar
            whole = Linear(
                "critic.whole", inputs: parts * channels, outputs: channels, hasBias: true,
                deviation: 1 / Float(parts * channels).squareRoot(), in: &layout)
            verdict = Linear(
                "critic.verdict", inputs: channels, outputs: 1, hasBias: true,
                deviation: 1 / Float(channels).squareRoot(), in: &layout)
        }

        var matrices: [Parameter] {
            [input.weight, fine.map.weight] + coarse.map(\.map.weight) + [whole.weight, verdict.weight]
        }
    }

    package init(_ shape: Shape, isSpectral: Bool) {
        var layout = ParameterLayout()
        generator = Drawing(shape, in: &layout)
        drawing = layout.parameters
        critic = Judging(shape, in: &layout)
        judging = Array(layout.parameters.dropFirst(drawing.count))
        norms = isSpectral ? critic.matrices.map { SpectralNorm($0, limit: Self.limit, in: &layout) } : []
        self.shape = shape
        self.layout = layout
    }

    /// Initial weights: output biases give the sheets' cell frequencies, and the critic is normalised.
    func start(_ sheets: Sheets, _ random: RandomSource) -> Weights {
        let weights = Weights(layout, initialisedFrom: random)
        for norm in norms { norm.apply(to: weights, iterations: 20) }
        var counts = [Float](repeating: 0.5, count: shape.cells)
        var steps: Float = 1
        for step in sheets.groups.joined().lazy.flatMap(\.steps) {
            steps += 1
            for cell in step { counts[cell] += 1 }
        }
        guard let bias = generator.output.bias else { return weights }
        for (cell, count) in counts.enumerated() {
            let share = count / steps
            weights[bias][cell] = shape.isExclusive ? log(share) : log(share / (1 - share))
        }
        return weights
    }

    /// - Parameter z: `[sheets, latent]`
    /// - Returns: cell logits, `[steps of all sheets, cells]`
    func draw(_ z: Tensor, _ sheets: SheetShape, on tape: Tape) -> Tensor {
        var x = tape.reshape(generator.points(z, on: tape), columns: shape.channels)
        if let conditioning = generator.conditioning.sheets(sheets, on: tape) {
            x = tape.add(x, tape.rows(conditioning, sheets.sheetOfPart))
        }
        func through(_ layers: [(norm: Norm, convolution: Convolution)], length: Int) {
            for layer in layers {
                let changed = layer.convolution(tape.gelu(layer.norm(x, on: tape).normed), length: length, on: tape)
                x = tape.add(x, changed)
            }
        }
        through(generator.coarse, length: sheets.parts)
        x = tape.add(
            tape.rows(x, sheets.partOfStep), tape.embedding(generator.conditioning.places, sheets.placeOfStep))
        through(generator.fine, length: sheets.steps)
        return generator.output(tape.gelu(generator.last(x, on: tape).normed), on: tape)
    }

    /// - Parameter cells: `[steps of all sheets, cells]`, 0 to 1
    /// - Returns: the critic's scores, `[sheets, 1]`
    func judge(_ cells: Tensor, _ sheets: SheetShape, on tape: Tape) -> Tensor {
        var x = critic.input(cells, on: tape)
        x = tape.add(x, tape.embedding(critic.conditioning.places, sheets.placeOfStep))
        x = tape.gelu(critic.fine(x, length: sheets.steps, on: tape))
        x = tape.means(x, sheets.partOfStep, count: sheets.count * sheets.parts)
        if let conditioning = critic.conditioning.sheets(sheets, on: tape) {
            x = tape.add(x, tape.rows(conditioning, sheets.sheetOfPart))
        }
        for convolution in critic.coarse { x = tape.gelu(convolution(x, length: sheets.parts, on: tape)) }
        x = tape.gelu(critic.whole(tape.reshape(x, columns: sheets.parts * shape.channels), on: tape))
        return critic.verdict(x, on: tape)
    }
}
