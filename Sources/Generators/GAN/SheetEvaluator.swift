import MuseNeural
import MuseProtocols

/// Evaluates the samples of a grid GAN: divergence from held-out sheets, diversity and distance from training sheets.
struct SheetEvaluator {
    struct Evaluation {
        /// The divergence of the samples from held-out sheets, in nats.
        let divergence: Double
        /// The fraction of the samples that are distinct.
        let distinct: Double
        /// The median distance of a sample from its nearest training sheet.
        let nearest: Double

        var isCollapsed: Bool { distinct < 0.5 }
        var percentDistinct: Int { Int((100 * distinct).rounded()) }
    }

    /// The number of samples per evaluation.
    private static let sampleCount = 128
    /// The number of training sheets that samples are compared with.
    private static let comparedCount = 1024

    private let network: GridNetwork
    private let training: [Sheet]
    /// The sheets that provide the conditions of the samples.
    private let templates: [[Sheet]]
    private let statistics: CellStatistics
    private let random: RandomSource

    /// - Parameter heldOut: held-out sheets.
    init(_ network: GridNetwork, _ training: Sheets, _ heldOut: Sheets, random: RandomSource) {
        self.network = network
        self.random = random
        let all = training.groups.flatMap { $0 }
        self.training = stride(from: 0, to: all.count, by: max(1, all.count / Self.comparedCount)).map { all[$0] }
        statistics = CellStatistics(heldOut.groups.flatMap { $0 })
        templates = heldOut.groups.filter { !$0.isEmpty }.map { group in
            let share = max(1, Self.sampleCount * group.count / max(1, heldOut.count))
            return (0..<share).map { group[$0 * group.count / share] }
        }
    }

    /// Evaluates samples of the network with some weights.
    ///
    /// - Throws: `SystemThread.Unavailable`.
    func evaluate(_ weights: Weights) throws -> Evaluation {
        let (network, random, training) = (network, random, training)
        let samples = try concurrentMap(Array(templates.enumerated())) { place, group in
            Self.draw(network, weights, group, random.stream("group", place))
        }.flatMap { $0 }
        let nearest = try concurrentMap(samples) { sheet in
            training.reduce(1.0) { $1.steps.count == sheet.steps.count ? min($0, $1.distance(from: sheet)) : $0 }
        }.sorted()
        return Evaluation(
            divergence: CellStatistics(samples).divergence(from: statistics),
            distinct: Double(Set(samples.map(\.steps)).count) / Double(samples.count),
            nearest: nearest[nearest.count / 2])
    }

    /// Reports an evaluation to the user.
    func report(on weights: Weights, _ context: FitContext) throws {
        let evaluation = try evaluate(weights)
        context.say(
            "training: samples are \(evaluation.divergence.thousandths) nats from held-out sheets, "
                + "\(evaluation.percentDistinct) % distinct, and differ from the nearest training sheet in "
                + "\(Int((100 * evaluation.nearest).rounded())) % of their steps")
        if evaluation.nearest < 0.05 {
            context.say("training: the samples are memorised from the corpus; use more tunes")
        }
    }

    private static func draw(
        _ network: GridNetwork, _ weights: Weights, _ templates: [Sheet], _ random: RandomSource
    ) -> [Sheet] {
        let tape = Tape(weights: weights)
        let shape = SheetShape(
            conditions: templates.map(\.conditions), bars: network.shape.bars, stepsPerBar: templates[0].stepsPerBar)
        var points = random.stream("points")
        let z = (0..<shape.count * network.shape.latent).map { _ in points.normal() }
        let cells = tape.drawCells(
            network.draw(tape.tensor(shape.count, network.shape.latent, z), shape, on: tape),
            isExclusive: network.shape.isExclusive, .straightThrough, temperature: 1, random.stream("cells"))
        return templates.indices.map { sheet in
            Sheet(
                conditions: templates[sheet].conditions, stepsPerBar: shape.stepsPerBar,
                steps: (0..<shape.steps).map { step in
                    let row = cells.values + (sheet * shape.steps + step) * cells.columns
                    return (0..<cells.columns).filter { row[$0] > 0.5 }
                })
        }
    }
}
