import CLimits
import Foundation

/// The time that `Generation` needs at least on this processor: that of reading all weights, keys and values at the
/// bandwidth of a cache of their size, or that of all multiplications at the rate of 16-bit integers in registers,
/// whichever is longer.
struct GenerationLimit {
    let streams: Int

    /// The weights of four layers of 256 channels, and of the output.
    private static let weights = 4 * 12 * 256 * 256 + Generation.vocabularySize * 256
    /// The keys and values that a stream reads for a token in the middle of its tune.
    private static let cached = Generation.length / 2 * 4 * 2 * 256

    func milliseconds() async throws -> Double {
        let bandwidth = try await rate { readBytes() }
        let multiplications = try await rate { multiply() }
        let rowsPerRead = min(streams, Generation.batchSize)
        let reads = Double((streams + rowsPerRead - 1) / rowsPerRead * Self.weights + streams * Self.cached)
        let products = Double(streams * (Self.weights + Self.cached))
        // A weight, a key or a value takes two bytes.
        return 1e3 * Double(Generation.length) * max(2 * reads / bandwidth, products / multiplications)
    }

    /// Returns the amount per second that all threads process together; the best of several rounds.
    private func rate(_ work: @escaping @Sendable () -> Double) async throws -> Double {
        let clock = ContinuousClock()
        var best = 0.0
        for _ in 0..<10 {
            let start = clock.now
            let amount = await withTaskGroup(of: Double.self) { group in
                for _ in 0..<Generation.threads { group.addTask { work() } }
                return await group.reduce(0, +)
            }
            let time = (clock.now - start).components
            best = max(best, amount / (Double(time.seconds) + Double(time.attoseconds) * 1e-18))
        }
        return best
    }

    /// Reads a thread's share of the weights of a token several times.
    private func readBytes() -> Double {
        let size = 2 * Self.weights / Generation.threads / 256 * 256
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 1, count: size)
        var sum: UInt64 = 0
        let rounds = 100
        for _ in 0..<rounds { sum &+= limit_read(memory, size) }
        precondition(sum != 0, "the memory was not read")
        return Double(rounds * size)
    }

    private func multiply() -> Double {
        var sum: Int32 = 0
        return Double(limit_multiply(2_000_000, &sum))
    }
}
