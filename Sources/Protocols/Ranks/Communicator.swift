/// The connection between the processes that work on a task together: its ranks.
///
/// All ranks make the same calls in the same order, one at a time. A call waits until the other ranks have made it. If
/// a rank fails, all are ended; calls therefore do not throw.
///
/// With equal inputs and the same number of ranks, sums are equal to the bit, and they are equal on all ranks.
public protocol Communicator: Sendable {
    /// The number of this rank, from 0. Rank 0 writes all files and talks to the user.
    var rank: Int { get }
    /// The number of ranks.
    var size: Int { get }
    /// The number of threads that each rank uses, by rank. The ranks of a machine share its processors.
    var threadsByRank: [Int] { get }

    /// Replaces the values by their sums over all ranks.
    func sum(_ values: inout [Double])

    /// Starts to replace the values by their sums over all ranks. They must not be touched until the sum is finished.
    func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> PendingSum

    /// Copies the bytes of one rank to all others, whose bytes are ignored.
    func broadcast(_ bytes: inout [UInt8], from rank: Int)
}

/// A sum over all ranks that has been started.
public struct PendingSum {
    /// Whether the sum is finished. The communication proceeds only in calls of this.
    public let isFinished: () -> Bool

    public init(isFinished: @escaping () -> Bool) { self.isFinished = isFinished }
}

/// A task in one process, which is its only rank.
public struct SingleProcess: Communicator {
    public init() {}
    public var rank: Int { 0 }
    public var size: Int { 1 }
    public var threadsByRank: [Int] { [SystemThread.processorCount] }
    public func sum(_ values: inout [Double]) {}
    public func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> PendingSum { PendingSum { true } }
    public func broadcast(_ bytes: inout [UInt8], from rank: Int) {}
}

extension Communicator {
    /// The number of threads of this rank.
    package var threads: Int { threadsByRank[rank] }

    /// Whether there are other ranks.
    package var isShared: Bool { size > 1 }

    /// Whether this rank writes files and talks to the user.
    package var isFirst: Bool { rank == 0 }

    /// Whether the value is true on all ranks.
    package func all(_ value: Bool) -> Bool { !any(!value) }

    /// Whether the value is true on any rank.
    package func any(_ value: Bool) -> Bool {
        guard isShared else { return value }
        var count = [value ? 1.0 : 0]
        sum(&count)
        return count[0] > 0
    }

    /// The numbers of rank 0.
    package func first(_ values: [Double]) -> [Double] {
        guard isShared else { return values }
        var shared = isFirst ? values : values.map { _ in 0 }
        sum(&shared)
        return shared
    }

    /// A number of each rank, by rank.
    package func gather(_ value: Int) -> [Int] {
        var values = [Double](repeating: 0, count: size)
        values[rank] = Double(value)
        sum(&values)
        return values.map { Int($0) }
    }

    /// Bytes of each rank, by rank.
    package func gather(_ bytes: [UInt8]) -> [[UInt8]] {
        gather(bytes.count).enumerated().map { from, count in
            var values = from == rank ? bytes : [UInt8](repeating: 0, count: count)
            if isShared, count > 0 { broadcast(&values, from: from) }
            return values
        }
    }

    /// The bytes of rank 0; nil if it has none.
    package func first(_ bytes: [UInt8]?) -> [UInt8]? {
        guard isShared else { return bytes }
        let count = Int(first([Double(bytes?.count ?? -1)])[0])
        guard count >= 0 else { return nil }
        var values = isFirst ? bytes ?? [] : [UInt8](repeating: 0, count: count)
        if count > 0 { broadcast(&values, from: 0) }
        return values
    }
}
