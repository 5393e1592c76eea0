import MuseMusic

/// Returns the results of `transform` for all items, in order. Each thread transforms one contiguous run of items.
///
/// - Throws: the error of the first item whose `transform` throws; `SystemThread.Unavailable`.
package func concurrentMap<Item: Sendable, Output: Sendable>(
    _ items: [Item], threads: Int = SystemThread.processorCount,
    _ transform: @escaping @Sendable (Item) throws -> Output
) throws -> [Output] {
    let threads = min(threads, items.count)
    guard threads > 1 else { return try items.map(transform) }
    let runs = items.divided(into: threads)
    let results = runs.map { _ in Monitor<Result<[Output], any Error>>(.success([])) }
    var workers: [SystemThread] = []
    defer { for worker in workers { worker.join() } }
    for (run, result) in zip(runs, results).dropFirst() {
        workers.append(try SystemThread { result.change { $0 = .init { try run.map(transform) } } })
    }
    // The calling thread would otherwise be idle.
    results[0].change { $0 = .init { try runs[0].map(transform) } }
    while let worker = workers.popLast() { worker.join() }
    return try results.flatMap { try $0.read { $0 }.get() }
}

extension Array {
    /// Divides the array into `count` runs whose lengths differ by at most one.
    ///
    /// - Precondition: `count` is positive.
    package func divided(into count: Int) -> [ArraySlice<Element>] {
        (0..<count).map { self[self.count * $0 / count..<self.count * ($0 + 1) / count] }
    }
}
