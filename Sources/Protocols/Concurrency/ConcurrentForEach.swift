/// Produces outputs from items in parallel, any number from each, and gives them to `body` in the order of the items.
///
/// Only a few outputs exist at a time: the memory needed depends on the largest of them and not on their number.
///
/// - Parameters:
///   - produce: called for each item on some thread. It hands over each output with `emit`, which waits until `body` is
///     not far behind; an error of `emit` has to be passed on.
///   - body: called on this thread.
/// - Throws: the error of the first item whose `produce` or `body` throws; `SystemThread.Unavailable`.
package func concurrentForEach<Item: Sendable, Output: Sendable>(
    _ items: [Item], produce: @escaping @Sendable (_ item: Item, _ emit: (Output) throws -> Void) throws -> Void,
    _ body: (Output) throws -> Void
) throws {
    let outputs = Monitor(OrderedOutputs<Output>(count: items.count, limit: 4 * SystemThread.processorCount))
    var workers: [SystemThread] = []
    defer {
        outputs.change { $0.isAbandoned = true }
        for worker in workers { worker.join() }
    }
    for _ in 0..<min(items.count, SystemThread.processorCount) {
        workers.append(
            try SystemThread {
                while let i = outputs.change({ $0.startNext() }) {
                    let result = Result {
                        try produce(items[i]) { output in
                            try outputs.wait { $0.hasRoom(for: i) }.get()
                            outputs.change { $0.add(output, of: i) }
                        }
                    }
                    outputs.change { $0.end(i, result) }
                }
            })
    }
    while outputs.wait(for: { $0.hasNext }) {
        if let output = try outputs.change({ $0.next() }).get() { try body(output) }
    }
}

/// Transforms items in parallel, and gives the results to `body` in order. Only a few results exist at a time.
///
/// - Throws: the error of the first item whose `transform` or `body` throws; `SystemThread.Unavailable`.
package func concurrentForEach<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ transform: @escaping @Sendable (Item) throws -> Output, _ body: (Output) throws -> Void
) throws {
    try concurrentForEach(items, produce: { item, emit in try emit(transform(item)) }, body)
}

/// The outputs of items that wait for their turn.
private struct OrderedOutputs<Output: Sendable>: Sendable {
    private struct Abandoned: Error {}

    /// Whether nobody takes outputs any more.
    var isAbandoned = false
    private let count: Int
    private let limit: Int
    /// The number of items that were started.
    private var started = 0
    /// The item whose outputs are taken.
    private var current = 0
    private var waiting: [Int: [Output]] = [:]
    private var waitingCount = 0
    private var results: [Int: Result<Void, any Error>] = [:]

    init(count: Int, limit: Int) {
        (self.count, self.limit) = (count, limit)
    }

    /// Returns the item to produce outputs from; nil if there is none.
    mutating func startNext() -> Int? {
        guard !isAbandoned, started < count else { return nil }
        started += 1
        return started - 1
    }

    /// Returns nil as long as there is no room for an output.
    ///
    /// The current item can always continue: otherwise outputs of later items could fill the room for ever.
    func hasRoom(for item: Int) -> Result<Void, any Error>? {
        if isAbandoned { return .failure(Abandoned()) }
        let isNeeded = item == current && waiting[item] == nil
        return isNeeded || waitingCount < limit ? .success(()) : nil
    }

    mutating func add(_ output: Output, of item: Int) {
        waiting[item, default: []].append(output)
        waitingCount += 1
    }

    mutating func end(_ item: Int, _ result: Result<Void, any Error>) { results[item] = result }

    /// Whether `next` can be called; nil as long as this is unknown.
    var hasNext: Bool? {
        if current == count { return false }
        return waiting[current] != nil || results[current] != nil ? true : nil
    }

    /// Returns the next output of the current item; if it has ended, nil, and the next item becomes the current one.
    mutating func next() -> Result<Output?, any Error> {
        if var outputs = waiting.removeValue(forKey: current) {
            let output = outputs.removeFirst()
            if !outputs.isEmpty { waiting[current] = outputs }
            waitingCount -= 1
            return .success(output)
        }
        if case .failure(let error) = results.removeValue(forKey: current) { return .failure(error) }
        current += 1
        return .success(nil)
    }
}
