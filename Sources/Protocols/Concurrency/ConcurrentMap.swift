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

/// Transforms items in parallel, and gives the results to `body` in order.
///
/// The results of a batch exist at a time: the memory needed depends on the largest results and not on their number.
///
/// - Throws: the error of the first item whose `transform` or `body` throws; `SystemThread.Unavailable`.
package func concurrentForEach<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ transform: @escaping @Sendable (Item) throws -> Output, _ body: (Output) throws -> Void
) throws {
    // Many items, so that each thread has work; few enough to keep their results.
    let size = 16 * SystemThread.processorCount
    for start in stride(from: 0, to: items.count, by: size) {
        let batch = Array(items[start..<min(start + size, items.count)])
        for output in try concurrentMap(batch, transform) { try body(output) }
    }
}

extension Array {
    /// Divides the array into `count` runs whose lengths differ by at most one.
    ///
    /// - Precondition: `count` is positive.
    package func divided(into count: Int) -> [ArraySlice<Element>] {
        (0..<count).map { self[self.count * $0 / count..<self.count * ($0 + 1) / count] }
    }
}
