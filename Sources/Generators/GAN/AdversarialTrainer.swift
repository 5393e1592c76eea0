package import MuseNeural
package import MuseProtocols

/// Trains a generator against a critic. Each step updates the critic, then the generator once.
///
/// With spectral normalisation, the losses are hinge losses (Miyato et al., arXiv:1802.05957, equations 16 and 17).
/// With a gradient penalty, the loss is the Wasserstein loss with a one-sided penalty (Gulrajani et al.,
/// arXiv:1704.00028; Petzka et al., arXiv:1709.08894). The slope between two interpolates approximates the gradient
/// norm, which avoids second derivatives.
package struct AdversarialTrainer {
    package struct Settings: Sendable {
        var relaxation: CellRelaxation
        /// The number of critic updates per generator update.
        var criticSteps: Int
        /// The number of sheets per batch.
        var sheets: Int
        /// The gradient-norm clipping threshold.
        var clip: Double
        var optimizer = AdamW(beta1: 0, beta2: 0.9, weightDecay: 0)

        package init(relaxation: CellRelaxation, criticSteps: Int, sheets: Int, clip: Double) {
            self.relaxation = relaxation
            self.criticSteps = criticSteps
            self.sheets = sheets
            self.clip = clip
        }
    }

    private static let penalty: Float = 10

    private let network: GridNetwork
    private let settings: Settings
    private let stepper: Stepper
    private let state: TrainingState
    private let training: Sheets
    private let random: RandomSource

    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ network: GridNetwork, _ settings: Settings, _ state: TrainingState, _ training: Sheets, random: RandomSource
    ) throws {
        self.network = network
        self.settings = settings
        self.state = state
        self.training = training
        self.random = random
        stepper = try Stepper(state, threads: SystemThread.processorCount)
    }

    /// Performs one step.
    ///
    /// - Returns: the critic's mean loss per sheet.
    package func step(rate: Double) -> Double {
        var loss = 0.0
        let stepRandom = random.stream("step", state.step)
        for i in 0..<settings.criticSteps {
            let stream = stepRandom.stream("critic", i)
            loss += criticGradients(stream) / Double(settings.criticSteps)
            stepper.updateParameters(
                network.criticParameters, settings.optimizer, step: state.step * settings.criticSteps + i + 1,
                rate: rate, clip: settings.clip, random: stream)
            for norm in network.norms { norm.apply(to: state.weights) }
        }
        let stream = stepRandom.stream("generator")
        generatorGradients(stream)
        stepper.updateParameters(
            network.generatorParameters, settings.optimizer, step: state.step + 1, rate: rate, clip: settings.clip,
            random: stream)
        return loss
    }

    /// Returns a random batch, divided among the threads.
    private func parts(_ random: RandomSource) -> [[Sheet]] {
        var random = random
        let batch = training.draw(settings.sheets, &random)
        return batch.divided(into: min(batch.count, SystemThread.processorCount)).map(Array.init)
    }

    private func shape(_ sheets: [Sheet]) -> SheetShape {
        SheetShape(
            conditions: sheets.map(\.conditions), bars: network.shape.bars, stepsPerBar: sheets[0].stepsPerBar)
    }

    /// Returns generated cells for the conditions of the sheets.
    private func drawn(_ sheets: SheetShape, on tape: Tape, _ random: RandomSource) -> Tensor {
        var points = random.stream("points")
        let z = (0..<sheets.count * network.shape.latent).map { _ in points.normal() }
        return tape.drawCells(
            network.draw(tape.tensor(sheets.count, network.shape.latent, z), sheets, on: tape),
            isExclusive: network.shape.isExclusive, settings.relaxation, temperature: 1, random.stream("cells"))
    }

    /// Computes the gradients of the critic, and returns its mean loss per sheet.
    private func criticGradients(_ random: RandomSource) -> Double {
        let (parts, count) = (parts(random.stream("sheets")), Float(settings.sheets))
        let losses = stepper.forEach(parts.count, records: true) { i, tape in
            let (sheets, random) = (shape(parts[i]), random.stream("part", i))
            tape.isRecording = false
            let drawn = drawn(sheets, on: tape, random)
            tape.isRecording = true
            let real = tape.tensor(
                drawn.rows, drawn.columns, Sheet.values(parts[i], cells: network.shape.cells))
            let (onReal, onDrawn) = (network.judge(real, sheets, on: tape), network.judge(drawn, sheets, on: tape))
            var loss: Float = 0
            if network.norms.isEmpty {
                tape.seed(onReal, onReal.array.map { _ in -1 / count })
                tape.seed(onDrawn, onDrawn.array.map { _ in 1 / count })
                loss = (onDrawn.array.reduce(0, +) - onReal.array.reduce(0, +)) / count
                loss += penalise(real, drawn, sheets, on: tape, random.stream("way"), count)
            } else {
                tape.seed(onReal, onReal.array.map { $0 < 1 ? -1 / count : 0 })
                tape.seed(onDrawn, onDrawn.array.map { $0 > -1 ? 1 / count : 0 })
                loss =
                    (onReal.array.reduce(0) { $0 + max(0, 1 - $1) } + onDrawn.array.reduce(0) { $0 + max(0, 1 + $1) })
                    / count
            }
            tape.backward()
            return Double(loss)
        }
        return losses.reduce(0, +)
    }

    /// Returns the one-sided penalty on the critic's slope between two interpolates of each real and generated sheet,
    /// and sets its gradient.
    private func penalise(
        _ real: Tensor, _ drawn: Tensor, _ sheets: SheetShape, on tape: Tape, _ random: RandomSource, _ count: Float
    ) -> Float {
        var random = random
        let length = real.count / sheets.count
        var fractions: [(Float, Float)] = []
        func interpolate(_ fraction: (Int) -> Float) -> Tensor {
            tape.tensor(
                real.rows, real.columns,
                (0..<real.count).map { i in
                    real.values[i] + fraction(i / length) * (drawn.values[i] - real.values[i])
                })
        }
        for _ in 0..<sheets.count {
            let (a, b) = (Float(random.uniform()), Float(random.uniform()))
            fractions.append(abs(a - b) < 0.1 ? (0.45, 0.55) : (a, b))
        }
        let (one, other) = (interpolate { fractions[$0].0 }, interpolate { fractions[$0].1 })
        let (onOne, onOther) = (network.judge(one, sheets, on: tape), network.judge(other, sheets, on: tape))
        var seeds = [Float](repeating: 0, count: sheets.count)
        var loss: Float = 0
        for sheet in 0..<sheets.count {
            var square: Float = 0
            for i in sheet * length..<(sheet + 1) * length {
                square += (one.values[i] - other.values[i]) * (one.values[i] - other.values[i])
            }
            let distance = max(square.squareRoot(), 1e-3)
            let slope = (onOne.values[sheet] - onOther.values[sheet]) / distance
            let excess = max(0, abs(slope) - 1)
            loss += Self.penalty * excess * excess / count
            seeds[sheet] = 2 * Self.penalty * excess * (slope < 0 ? -1 : 1) / distance / count
        }
        tape.seed(onOne, seeds)
        tape.seed(onOther, seeds.map { -$0 })
        return loss
    }

    /// Computes the gradients of the generator.
    private func generatorGradients(_ random: RandomSource) {
        let (parts, count) = (parts(random.stream("sheets")), Float(settings.sheets))
        _ = stepper.forEach(parts.count, records: true) { i, tape in
            let sheets = shape(parts[i])
            let scores = network.judge(drawn(sheets, on: tape, random.stream("part", i)), sheets, on: tape)
            tape.frozenParameters = Set(network.criticParameters)
            defer { tape.frozenParameters = [] }
            tape.backward(from: scores, [Float](repeating: -1 / count, count: sheets.count))
        }
    }
}
