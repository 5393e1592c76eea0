package import MuseNeural
import MusePlatform
import MuseProtocols

/// The generator and the critic of a grid GAN.
///
///     z → each part of each bar → convolutions → steps → convolutions → scores of cells
///     cells → convolution → means over parts → convolutions → linear layer over all parts → score of the sheet
///
/// Both are conditioned on the condition tokens and on each step's position in its bar.
///
/// Source: Dong et al., "MuseGAN: Multi-track Sequential Generative Adversarial Networks", arXiv:1709.06298. Like
/// MuseGAN, it uses coarse-to-fine convolutions, but a single track.
package struct GridNetwork: Sendable {
    package struct Shape: Sendable, Equatable {
        package var cells: Int
        package var isExclusive: Bool
        /// The size of the embedding table of conditions.
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
    let generatorParameters, criticParameters: [Parameter]
    /// The spectral norms of the critic's matrices; empty with a gradient penalty.
    let norms: [SpectralNorm]
    private let generator: GeneratorLayers
    private let critic: CriticLayers

    /// The spectral-norm limit of the critic's matrices. GELU has a slope of 1/2 near 0, so the gain of a layer is
    /// about 1.
    private static let limit: Float = 2

    private struct Conditioning {
        let conditions, places: Parameter

        init(_ name: String, _ shape: Shape, in layout: inout ParameterLayout) {
            conditions = layout.matrix(
                name + "conditions.weight", shape.vocabularySize, shape.channels, .normal(deviation: 0.3))
            places = layout.matrix(
                name + "places.weight", SheetShape.places, shape.channels, .normal(deviation: 0.3))
        }

        /// Returns the condition embeddings, `[sheets, C]`; nil without conditions.
        func sheets(_ sheets: SheetShape, on tape: Tape) -> Tensor? {
            let (tokens, owners) = sheets.allConditions
            if tokens.isEmpty { return nil }
            return tape.means(tape.embedding(conditions, tokens), owners, count: sheets.count)
        }
    }

    private struct GeneratorLayers {
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

    private struct CriticLayers {
        let conditioning: Conditioning
        let input: Linear
        let fine: Convolution
        let coarse: [Convolution]
        let sheet, score: Linear

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
            sheet = Linear(
                "critic.whole", inputs: parts * channels, outputs: channels, hasBias: true,
                deviation: 1 / Float(parts * channels).squareRoot(), in: &layout)
            score = Linear(
                "critic.verdict", inputs: channels, outputs: 1, hasBias: true,
                deviation: 1 / Float(channels).squareRoot(), in: &layout)
        }

        var matrices: [Parameter] {
            [input.weight, fine.map.weight] + coarse.map(\.map.weight) + [sheet.weight, score.weight]
        }
    }

    package init(_ shape: Shape, isSpectral: Bool) {
        var layout = ParameterLayout()
        generator = GeneratorLayers(shape, in: &layout)
        generatorParameters = layout.parameters
        critic = CriticLayers(shape, in: &layout)
        criticParameters = Array(layout.parameters.dropFirst(generatorParameters.count))
        norms = isSpectral ? critic.matrices.map { SpectralNorm($0, limit: Self.limit, in: &layout) } : []
        self.shape = shape
        self.layout = layout
    }

    /// Returns initial weights. The output biases match the cell frequencies of the sheets, and the critic is
    /// normalised.
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
            let frequency = count / steps
            weights[bias][cell] = shape.isExclusive ? log(frequency) : log(frequency / (1 - frequency))
        }
        return weights
    }

    /// Generates sheets from latent points.
    ///
    /// - Parameter z: `[sheets, latent]`
    /// - Returns: cell logits, `[steps of all sheets, cells]`
    func draw(_ z: Tensor, _ sheets: SheetShape, on tape: Tape) -> Tensor {
        var x = tape.reshape(generator.points(z, on: tape), columns: shape.channels)
        if let conditioning = generator.conditioning.sheets(sheets, on: tape) {
            x = tape.add(x, tape.rows(conditioning, sheets.sheetOfPart))
        }
        func apply(_ layers: [(norm: Norm, convolution: Convolution)], length: Int) {
            for layer in layers {
                let output = layer.convolution(tape.gelu(layer.norm(x, on: tape).normed), length: length, on: tape)
                x = tape.add(x, output)
            }
        }
        apply(generator.coarse, length: sheets.parts)
        x = tape.add(
            tape.rows(x, sheets.partOfStep), tape.embedding(generator.conditioning.places, sheets.placeOfStep))
        apply(generator.fine, length: sheets.steps)
        return generator.output(tape.gelu(generator.last(x, on: tape).normed), on: tape)
    }

    /// Scores sheets with the critic.
    ///
    /// - Parameter cells: `[steps of all sheets, cells]`, 0 to 1
    /// - Returns: the scores, `[sheets, 1]`
    func judge(_ cells: Tensor, _ sheets: SheetShape, on tape: Tape) -> Tensor {
        var x = critic.input(cells, on: tape)
        x = tape.add(x, tape.embedding(critic.conditioning.places, sheets.placeOfStep))
        x = tape.gelu(critic.fine(x, length: sheets.steps, on: tape))
        x = tape.means(x, sheets.partOfStep, count: sheets.count * sheets.parts)
        if let conditioning = critic.conditioning.sheets(sheets, on: tape) {
            x = tape.add(x, tape.rows(conditioning, sheets.sheetOfPart))
        }
        for convolution in critic.coarse { x = tape.gelu(convolution(x, length: sheets.parts, on: tape)) }
        x = tape.gelu(critic.sheet(tape.reshape(x, columns: sheets.parts * shape.channels), on: tape))
        return critic.score(x, on: tape)
    }
}
