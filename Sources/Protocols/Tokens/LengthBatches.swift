extension [[TokenID]] {
    /// The indices of the sequences that are not empty, in batches of similar length, so that a batch stays full until
    /// its end.
    package func batchesByLength(of size: Int = 32) -> [[Int]] {
        let order = indices.filter { !self[$0].isEmpty }.sorted { (self[$0].count, $0) < (self[$1].count, $1) }
        return stride(from: 0, to: order.count, by: size).map { [Int](order[$0..<Swift.min($0 + size, order.count)]) }
    }

    /// Transforms the sequences in batches of similar length, on all processors.
    ///
    /// - Parameters:
    ///   - empty: the result of an empty sequence.
    ///   - transform: returns a result for each index of its batch.
    /// - Returns: the results in the order of the sequences.
    /// - Throws: an error of `transform`; `SystemThread.Unavailable`.
    package func concurrentMapByLength<Result: Sendable>(
        empty: Result, _ transform: @escaping @Sendable (_ batch: [Int]) throws -> [Result]
    ) throws -> [Result] {
        var results = [Result](repeating: empty, count: count)
        let batches = batchesByLength()
        for (batch, found) in zip(batches, try concurrentMap(batches, transform)) {
            for (index, result) in zip(batch, found) { results[index] = result }
        }
        return results
    }
}
