/// Packed sequences for recurrent networks: step t holds one column for each sequence longer than t, the longest
/// sequence first.
package struct TimeSteps: Sendable {
    /// Number of sequences at each step; never rises.
    package let batchSizes: [Int]
    /// The first column of each step.
    package let starts: [Int]
    /// Columns of all steps.
    package let count: Int

    /// - Parameter lengths: of the sequences, in descending order.
    package init(lengths: [Int]) {
        precondition(
            zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "sequences must be sorted by descending length")
        var batchSizes: [Int] = []
        var going = lengths.count
        for step in 0..<(lengths.first ?? 0) {
            while going > 0, lengths[going - 1] <= step { going -= 1 }
            batchSizes.append(going)
        }
        var starts: [Int] = []
        var start = 0
        for width in batchSizes {
            starts.append(start)
            start += width
        }
        self.batchSizes = batchSizes
        self.starts = starts
        count = start
    }
}
