/// Sequences that are stepped through side by side: step t holds one column for each sequence that is longer than t, the
/// longest sequence first.
package struct TimeSteps: Sendable {
    /// Sequences at each step: falls from step to step.
    package let widths: [Int]
    /// Where each step's columns start.
    package let starts: [Int]
    /// Columns of all steps.
    package let count: Int

    /// - Parameter lengths: of the sequences, longest first.
    package init(lengths: [Int]) {
        precondition(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "sequences go from long to short")
        var widths: [Int] = []
        var going = lengths.count
        for step in 0..<(lengths.first ?? 0) {
            while going > 0, lengths[going - 1] <= step { going -= 1 }
            widths.append(going)
        }
        var starts: [Int] = []
        var start = 0
        for width in widths {
            starts.append(start)
            start += width
        }
        self.widths = widths
        self.starts = starts
        count = start
    }
}
