/// The first of several ranks, without the others: it does its share of the work, and its sums are its own numbers. For
/// measuring how long that share takes.
package struct Rehearsal: Communicator {
    package let threadsByRank: [Int]
    package var rank: Int { 0 }
    package var size: Int { threadsByRank.count }

    /// - Parameter size: the number of ranks, each on a machine like this one.
    package init(size: Int) { threadsByRank = Array(repeating: SystemThread.processorCount, count: size) }

    package func sum(_ values: inout [Double]) {}
    package func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> PendingSum { PendingSum { true } }
    package func broadcast(_ bytes: inout [UInt8], from rank: Int) {}
}
