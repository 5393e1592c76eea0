import MuseProtocols

/// The speed of the network between machines.
public struct NetworkSpeed: Sendable, Equatable {
    public var bitsPerSecond: Double
    /// The time of a message without contents, in seconds.
    public var latency: Double

    public init(bitsPerSecond: Double, latency: Double) {
        self.bitsPerSecond = bitsPerSecond
        self.latency = latency
    }

    /// The time in which `ranks` ranks sum `bytes` bytes of each, in `messages` sums, as a ring: each of the
    /// `2 (N - 1)` rounds of a sum sends an N-th of it.
    ///
    /// Source: Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", Journal of
    /// Parallel and Distributed Computing 69(2), 2009, https://doi.org/10.1016/j.jpdc.2008.09.002.
    func exchangeSeconds(bytes: Int, messages: Int, ranks: Int) -> Double {
        let rounds = 2 * Double(ranks - 1)
        return rounds / Double(ranks) * 8 * Double(bytes) / bitsPerSecond + rounds * latency * Double(messages)
    }

    /// Measures the speed between the ranks: that of a ring which would take as long.
    ///
    /// - Returns: nil for a single process.
    static func measured(_ ranks: any Communicator) -> NetworkSpeed? {
        guard ranks.isShared else { return nil }
        let clock = ContinuousClock()
        /// The shortest of several times, because other work only ever makes them longer.
        func seconds(_ values: Int, tries: Int) -> Double {
            let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: values)
            memory.initialize(repeating: 1)
            defer { memory.deallocate() }
            var best = Double.infinity
            for _ in 0..<tries {
                _ = ranks.all(true)
                memory.update(repeating: 1)
                let begin = clock.now
                let sum = ranks.startSum(memory)
                while !sum.isFinished() {}
                best = min(best, (clock.now - begin) / .seconds(1))
            }
            return ranks.first([best])[0]
        }
        let large = 1 << 23
        let rounds = 2 * Double(ranks.size - 1)
        let latency = seconds(1, tries: 100) / rounds
        let transfer = max(1e-9, seconds(large, tries: 5) - rounds * latency)
        return NetworkSpeed(
            bitsPerSecond: rounds / Double(ranks.size) * 32 * Double(large) / transfer, latency: latency)
    }
}
