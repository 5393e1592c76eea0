import MuseProtocols

/// A pool of long-lived threads, one a core, that run parts of the same work.
///
/// The state that a thread creates on its first run (a tape with its memory and products) is kept for later runs.
package final class Workers<State>: @unchecked Sendable {
    private struct Turn {
        var number = 0
        var work: (@Sendable (Int, inout State) -> Void)?
        var running = 0
        var isOver = false
    }

    package let count: Int
    private let turn = Monitor(Turn())
    private var threads: [SystemThread] = []

    /// - Parameter make: creates a thread's state, on that thread.
    /// - Throws: `SystemThread.Unavailable`.
    package init(count: Int, make: @escaping @Sendable (Int) -> State) throws {
        precondition(count > 0, "at least one worker is needed")
        self.count = count
        for index in 0..<count {
            threads.append(
                try SystemThread { [turn] in
                    var state = make(index)
                    var done = 0
                    while true {
                        let next = turn.wait { turn -> Turn? in
                            if turn.isOver || turn.number > done { return turn }
                            return nil
                        }
                        if next.isOver { return }
                        next.work?(index, &state)
                        done = next.number
                        turn.change { $0.running -= 1 }
                    }
                })
        }
    }

    deinit {
        turn.change { $0.isOver = true }
        for thread in threads { thread.join() }
    }

    /// Distributes parts over the threads.
    ///
    /// - Returns: the results of `work`, in the order of the parts.
    package func forEach<Value: Sendable>(
        _ parts: Int, _ work: @escaping @Sendable (_ part: Int, inout State) -> Value
    ) -> [Value] {
        let results = Monitor([Value?](repeating: nil, count: parts))
        let count = count
        run { worker, state in
            for part in stride(from: worker, to: parts, by: count) {
                let value = work(part, &state)
                results.change { $0[part] = value }
            }
        }
        return results.read { $0.compactMap(\.self) }
    }

    /// Runs `work` on every thread and returns when all have finished.
    package func run(_ work: @escaping @Sendable (_ worker: Int, inout State) -> Void) {
        turn.change {
            $0.work = work
            $0.running = count
            $0.number += 1
        }
        turn.wait { $0.running == 0 ? () : nil }
        turn.change { $0.work = nil }
    }
}
