package import MuseNeural
package import MuseProtocols

/// One adversarial training step: updates of the critic, then one update of the generator.
///
/// With spectral normalisation, the losses are hinge losses (Miyato et al., arXiv:1802.05957, equations 16 and 17).
/// With a gradient penalty, the loss is the Wasserstein loss with a one-sided penalty (Gulrajani et al.,
/// arXiv:1704.00028; Petzka et al., arXiv:1709.08894). The gradient norm is approximated by the slope between two
/// interpolates, which avoids second derivatives.
package struct Duel {
    package struct Settings: Sendable {
        var relaxation: CellRelaxation
        /// Critic updates per generator update.
        var criticSteps: Int
        /// Number of sheets per batch.
        var sheets: Int
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

    /// - Returns: the critic's mean loss per sheet.
    package func step(rate: Double) -> Double {
        var loss = 0.0
        let own = random.stream("step", state.step)
        for i in 0..<settings.criticSteps {
            let stream = own.stream("critic", i)
            loss += learnToJudge(stream) / Double(settings.criticSteps)
            stepper.updateParameters(
                network.judging, settings.optimizer, step: state.step * settings.criticSteps + i + 1, rate: rate,
                clip: settings.clip, random: stream)
            for norm in network.norms { norm.apply(to: state.weights) }
        }
        let stream = own.stream("generator")
        learnToDraw(stream)
        stepper.updateParameters(
            network.drawing, settings.optimizer, step: state.step + 1, rate: rate, clip: settings.clip, random: stream)
        return loss
    }

    /// A batch, divided among the threads.
    private func parts(_ random: RandomSource) -> [[Sheet]] {
        var random = random
        let batch = training.draw(settings.sheets, &random)
        return batch.divided(into: min(batch.count, SystemThread.processorCount)).map(Array.init)
    }

    private func shape(_ sheets: [Sheet]) -> SheetShape {
        SheetShape(
            conditions: sheets.map(\.conditions), bars: network.shape.bars, stepsPerBar: sheets[0].stepsPerBar)
    }

    private func drawn(_ sheets: SheetShape, on tape: Tape, _ random: RandomSource) -> Tensor {
        var points = random.stream("points")
        let z = (0..<sheets.count * network.shape.latent).map { _ in points.normal() }
        return tape.drawCells(
            network.draw(tape.tensor(sheets.count, network.shape.latent, z), sheets, on: tape),
            isExclusive: network.shape.isExclusive, settings.relaxation, temperature: 1, random.stream("cells"))
    }

    private func learnToJudge(_ random: RandomSource) -> Double {
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

    /// The one-sided penalty on the critic's slope between two interpolates of each real and generated sheet.
    private func penalise(
        _ real: Tensor, _ drawn: Tensor, _ sheets: SheetShape, on tape: Tape, _ random: RandomSource, _ count: Float
    ) -> Float {
        var random = random
        let length = real.count / sheets.count
        var places: [(Float, Float)] = []
        func point(_ share: (Int) -> Float) -> Tensor {
            tape.tensor(
                real.rows, real.columns,
                (0..<real.count).map { i in
                    real.values[i] + share(i / length) * (drawn.values[i] - real.values[i])
                })
        }
        for _ in 0..<sheets.count {
            let (a, b) = (Float(random.uniform()), Float(random.uniform()))
            places.append(abs(a - b) < 0.1 ? (0.45, 0.55) : (a, b))
        }
        let (one, other) = (point { places[$0].0 }, point { places[$0].1 })
        let (onOne, onOther) = (network.judge(one, sheets, on: tape), network.judge(other, sheets, on: tape))
        var seeds = [Float](repeating: 0, count: sheets.count)
        var loss: Float = 0
        for sheet in 0..<sheets.count {
            var square: Float = 0
            for i in sheet * length..<(sheet + 1) * length {
                square += (one.values[i] - other.values[i]) * (one.values[i] - other.values[i])
            }
            let way = max(square.squareRoot(), 1e-3)
            let slope = (onOne.values[sheet] - onOther.values[sheet]) / way
            let excess = max(0, abs(slope) - 1)
            loss += Self.penalty * excess * excess / count
            seeds[sheet] = 2 * Self.penalty * excess * (slope < 0 ? -1 : 1) / way / count
        }
        tape.seed(onOne, seeds)
        tape.seed(onOther, seeds.map { -$0 })
        return loss
    }

    private func learnToDraw(_ random: RandomSource) {
        let (parts, count) = (parts(random.stream("sheets")), Float(settings.sheets))
        _ = stepper.forEach(parts.count, records: true) { i, tape in
            let sheets = shape(parts[i])
            let verdicts = network.judge(drawn(sheets, on: tape, random.stream("part", i)), sheets, on: tape)
            tape.backward(from: verdicts, [Float](repeating: -1 / count, count: sheets.count))
        }
    }
}
