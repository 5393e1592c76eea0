/// Ranks that are threads of one process, for tests: the results are those of processes, without MPI.
package struct LocalRank: Communicator {
    package let rank: Int
    package let threadsByRank: [Int]
    private let exchange: Exchange
    package var size: Int { exchange.size }

    /// Runs `body` for each rank on a thread of its own, and returns the results by rank.
    ///
    /// - Parameter threads: the number of threads that each rank uses for its own work.
    /// - Throws: the error of the first rank that throws. The others must then throw too, or they wait for ever.
    package static func run<Output: Sendable>(
        _ size: Int, threads: Int = 1, _ body: @escaping @Sendable (any Communicator) throws -> Output
    ) throws -> [Output] {
        let exchange = Exchange(size: size)
        return try concurrentMap(Array(0..<size), threads: size) { rank in
            try body(
                LocalRank(
                    rank: rank, threadsByRank: Array(repeating: threads, count: size), exchange: exchange))
        }
    }

    package func sum(_ values: inout [Double]) {
        let all = exchange.exchange(values, from: rank)
        for i in values.indices { values[i] = all.reduce(0) { $0 + $1[i] } }
    }

    package func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> PendingSum {
        let call = exchange.post(values.map(Double.init), from: rank)
        let (exchange, rank) = (exchange, rank)
        var isFinished = false
        return PendingSum {
            if isFinished { return true }
            guard let all = exchange.take(call, for: rank) else { return false }
            for i in values.indices { values[i] = all.reduce(0) { $0 + Float($1[i]) } }
            isFinished = true
            return true
        }
    }

    package func broadcast(_ bytes: inout [UInt8], from rank: Int) {
        bytes = exchange.exchange(bytes.map(Double.init), from: self.rank)[rank].map { UInt8($0) }
    }
}

/// The calls of the ranks, each with the values of all ranks.
private final class Exchange: Sendable {
    private struct Call {
        var values: [[Double]?]
        var readers = 0
    }
    private struct State {
        /// The number of calls that each rank has made.
        var counts: [Int]
        var calls: [Int: Call] = [:]
    }

    let size: Int
    private let state: Monitor<State>

    init(size: Int) {
        self.size = size
        state = Monitor(State(counts: Array(repeating: 0, count: size)))
    }

    /// Makes the next call of a rank.
    ///
    /// - Returns: the number of the call.
    func post(_ values: [Double], from rank: Int) -> Int {
        state.change { state in
            let number = state.counts[rank]
            state.counts[rank] += 1
            state.calls[number, default: Call(values: Array(repeating: nil, count: size))].values[rank] = values
            return number
        }
    }

    /// Returns the values of all ranks, by rank; nil as long as one is missing. Each rank takes them once.
    func take(_ number: Int, for rank: Int) -> [[Double]]? { state.change { Self.take(number, in: &$0, size) } }

    func exchange(_ values: [Double], from rank: Int) -> [[Double]] {
        let number = post(values, from: rank)
        let size = size
        return state.wait { Self.take(number, in: &$0, size) }
    }

    private static func take(_ number: Int, in state: inout State, _ size: Int) -> [[Double]]? {
        guard var call = state.calls[number], call.values.allSatisfy({ $0 != nil }) else { return nil }
        call.readers += 1
        state.calls[number] = call.readers == size ? nil : call
        return call.values.compactMap(\.self)
    }
}
