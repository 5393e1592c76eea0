import MuseNeural
public import MuseProtocols

/// What training on several machines would give: measured compute, and a model of the network.
///
/// A step on N machines takes as long as the measured share of one machine, and the part of the all-reduce that is not
/// hidden behind the backward pass. The last bucket of gradients never is.
public struct TrainingPlan: Sendable {
    /// The estimate for a number of machines.
    public struct Row: Sendable {
        public let machines: Int
        public let cost: TrainingCost
        /// The time in which the machines sum their gradients.
        public let exchangeSeconds: Double
        /// The part of it that the backward pass does not hide.
        public let exposedSeconds: Double
        /// The time of a step.
        public var stepSeconds: Double { cost.seconds + exposedSeconds }
        public var tokensPerSecond: Double { Double(cost.tokens) / stepSeconds }
        /// The time of the whole training.
        public var totalSeconds: Double { Double(cost.steps) * stepSeconds }

        package init(_ cost: TrainingCost, machines: Int, _ network: NetworkSpeed) {
            self.machines = machines
            self.cost = cost
            let bucketBytes = 4 * GradientReducer.bucket
            let buckets = (cost.gradientBytes + bucketBytes - 1) / bucketBytes
            exchangeSeconds =
                machines == 1
                ? 0 : network.exchangeSeconds(bytes: cost.gradientBytes, messages: buckets, ranks: machines)
            exposedSeconds = max(
                exchangeSeconds - cost.overlapSeconds, exchangeSeconds / Double(max(1, buckets)))
        }
    }

    public let network: NetworkSpeed
    /// Whether the network was measured.
    public let isNetworkMeasured: Bool
    /// The estimate for one machine, then those asked for.
    public let rows: [Row]

    /// How much faster a row is than one machine.
    public func speedUp(_ row: Row) -> Double { rows[0].stepSeconds / row.stepSeconds }
}
