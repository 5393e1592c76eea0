package import MuseProtocols

/// The training threads of all ranks, numbered through: those of rank 0, then those of rank 1 and so on.
///
/// The parts of a batch are dealt to them in turn, so that a training with the same number of threads has the same
/// parts on each thread, in however many processes the threads are.
package struct WorkerNumbers: Sendable, Hashable {
    /// The number of the first thread of this rank.
    package let first: Int
    /// The number of threads of this rank.
    package let count: Int
    /// The number of threads of all ranks.
    package let total: Int

    /// - Parameter threads: the number of threads of a single process.
    package init(_ communicator: any Communicator, threads: Int) {
        let counts = communicator.isShared ? communicator.threadsByRank : [threads]
        first = counts[..<communicator.rank].reduce(0, +)
        count = counts[communicator.rank]
        total = counts.reduce(0, +)
    }

    /// The parts of a thread of this rank, in order.
    package func parts(of count: Int, worker: Int) -> StrideTo<Int> {
        stride(from: first + worker, to: count, by: total)
    }

    /// The shares of a vector of the threads of all ranks, `0 ..< total`, that a thread of this rank sums. The division
    /// into shares does not depend on the number of ranks, and so neither does the rounding of the sums.
    package func shares(worker: Int) -> StrideTo<Int> { stride(from: worker, to: total, by: count) }
}
