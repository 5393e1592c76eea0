/// The time steps of packed sequences for recurrent networks. Step t has one column for each sequence longer than t,
/// with the longest sequence first.
package struct TimeSteps: Sendable {
    /// The number of sequences at each step, in descending order.
    package let batchSizes: [Int]
    /// The first column of each step.
    package let starts: [Int]
    /// The number of columns of all steps.
    package let count: Int

    /// - Parameter lengths: the lengths of the sequences, in descending order.
    package init(lengths: [Int]) {
        precondition(
            zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "sequences must be sorted by descending length")
        var batchSizes: [Int] = []
        var active = lengths.count
        for step in 0..<(lengths.first ?? 0) {
            while active > 0, lengths[active - 1] <= step { active -= 1 }
            batchSizes.append(active)
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
