import MuseNeural
import MuseProtocols

/// Evaluates a grid GAN's samples: divergence from held-out sheets, diversity, and distance from the training sheets.
struct SheetJudge {
    struct Look {
        /// Divergence of the samples from held-out sheets, in nats.
        let divergence: Double
        /// Fraction of the samples that differ from all earlier ones.
        let distinct: Double
        /// Median distance of a sample from its nearest training sheet.
        let nearest: Double

        var isCollapsed: Bool { distinct < 0.5 }
        var percentDistinct: Int { Int((100 * distinct).rounded()) }
    }

    /// Number of samples per evaluation, and of training sheets that they are compared with.
    private static let sample = 128
    private static let compared = 1024

    private let network: GridNetwork
    private let training: [Sheet]
    /// Sheets that provide the conditions of the samples.
    private let models: [[Sheet]]
    private let statistics: CellStatistics
    private let random: RandomSource

    /// - Parameter held: held-out sheets.
    init(_ network: GridNetwork, _ training: Sheets, _ held: Sheets, random: RandomSource) {
        self.network = network
        self.random = random
        let all = training.groups.flatMap { $0 }
        self.training = stride(from: 0, to: all.count, by: max(1, all.count / Self.compared)).map { all[$0] }
        statistics = CellStatistics(held.groups.flatMap { $0 })
        models = held.groups.filter { !$0.isEmpty }.map { group in
            let share = max(1, Self.sample * group.count / max(1, held.count))
            return (0..<share).map { group[$0 * group.count / share] }
        }
    }

    /// - Throws: `SystemThread.Unavailable`.
    func look(at weights: Weights) throws -> Look {
        let (network, random, training) = (network, random, training)
        let drawn = try concurrentMap(Array(models.enumerated())) { place, group in
            Self.draw(network, weights, group, random.stream("group", place))
        }.flatMap { $0 }
        let nearest = try concurrentMap(drawn) { sheet in
            training.reduce(1.0) { $1.steps.count == sheet.steps.count ? min($0, $1.distance(from: sheet)) : $0 }
        }.sorted()
        return Look(
            divergence: CellStatistics(drawn).divergence(from: statistics),
            distinct: Double(Set(drawn.map(\.steps)).count) / Double(drawn.count),
            nearest: nearest[nearest.count / 2])
    }

    func say(of weights: Weights, _ context: FitContext) throws {
        let look = try look(at: weights)
        context.say(
            "training: samples are \(TrainingReport.rounded(look.divergence)) nats from held-out sheets, "
                + "\(look.percentDistinct) % distinct, and differ from the nearest training sheet in "
                + "\(Int((100 * look.nearest).rounded())) % of their steps")
        if look.nearest < 0.05 { context.say("training: the samples are memorised from the corpus; more tunes help") }
    }

    private static func draw(
        _ network: GridNetwork, _ weights: Weights, _ models: [Sheet], _ random: RandomSource
    ) -> [Sheet] {
        let tape = Tape(weights: weights)
        let shape = SheetShape(
            conditions: models.map(\.conditions), bars: network.shape.bars, stepsPerBar: models[0].stepsPerBar)
        var points = random.stream("points")
        let z = (0..<shape.count * network.shape.latent).map { _ in points.normal() }
        let cells = tape.drawCells(
            network.draw(tape.tensor(shape.count, network.shape.latent, z), shape, on: tape),
            isExclusive: network.shape.isExclusive, .straightThrough, temperature: 1, random.stream("cells"))
        return models.indices.map { sheet in
            Sheet(
                conditions: models[sheet].conditions, stepsPerBar: shape.stepsPerBar,
                steps: (0..<shape.steps).map { step in
                    let row = cells.values + (sheet * shape.steps + step) * cells.columns
                    return (0..<cells.columns).filter { row[$0] > 0.5 }
                })
        }
    }
}
