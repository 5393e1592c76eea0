import MuseProtocols

/// A pool of long-lived threads that run parts of the same work.
///
/// Each thread keeps its own state between runs, such as a tape with its memory and matrix products.
package final class Workers<State>: @unchecked Sendable {
    private struct Job {
        var number = 0
        var work: (@Sendable (Int, inout State) -> Void)?
        var running = 0
        var isShutDown = false
    }

    package let count: Int
    private let job = Monitor(Job())
    private var threads: [SystemThread] = []

    /// - Parameter make: creates the state of a thread, on that thread.
    /// - Throws: `SystemThread.Unavailable`.
    package init(count: Int, make: @escaping @Sendable (Int) -> State) throws {
        precondition(count > 0, "at least one worker is needed")
        self.count = count
        for index in 0..<count {
            threads.append(
                try SystemThread { [job] in
                    var state = make(index)
                    var done = 0
                    while true {
                        let next = job.wait { job -> Job? in
                            if job.isShutDown || job.number > done { return job }
                            return nil
                        }
                        if next.isShutDown { return }
                        next.work?(index, &state)
                        done = next.number
                        job.change { $0.running -= 1 }
                    }
                })
        }
    }

    deinit {
        job.change { $0.isShutDown = true }
        for thread in threads { thread.join() }
    }

    /// Runs `work` for each part, distributed among the threads.
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
    ///
    /// - Parameter meanwhile: runs on the calling thread at the same time.
    package func run(
        _ work: @escaping @Sendable (_ worker: Int, inout State) -> Void, meanwhile: () -> Void = {}
    ) {
        job.change {
            $0.work = work
            $0.running = count
            $0.number += 1
        }
        meanwhile()
        job.wait { $0.running == 0 ? () : nil }
        job.change { $0.work = nil }
    }
}
