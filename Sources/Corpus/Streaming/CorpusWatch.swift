import MuseProtocols

/// How far the reading of a large corpus is, and whether it is to stop.
package struct CorpusWatch: Sendable {
    package var progress: @Sendable (_ share: Double, _ detail: String) -> Void
    package var isCancelled: @Sendable () -> Bool

    package init(
        progress: @escaping @Sendable (_ share: Double, _ detail: String) -> Void = { _, _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.progress = progress
        self.isCancelled = isCancelled
    }

    /// Returns the results of `work` for all items, in order, and reports progress. Processes items in parallel.
    ///
    /// - Parameter verb: what is done, as in `reading, 3 of 40 parts`.
    /// - Throws: the error of the first item whose `work` throws; `CancellationError`; `SystemThread.Unavailable`.
    func map<Item: Sendable, Output: Sendable>(
        _ items: [Item], _ verb: String, _ work: @escaping @Sendable (Item) throws -> Output
    ) throws -> [Output] {
        var outputs: [Output] = []
        try concurrentForEach(items, work) { output in
            if isCancelled() { throw CancellationError() }
            outputs.append(output)
            progress(Double(outputs.count) / Double(items.count), "\(verb), \(outputs.count) of \(items.count) parts")
        }
        return outputs
    }
}
