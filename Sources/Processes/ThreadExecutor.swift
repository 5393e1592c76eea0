import MuseProtocols

/// Runs the tasks that start processes, on a thread of its own.
///
/// The callers of this module wait for their processes. If they do so on all threads of Swift's shared pool, as
/// concurrent tests or tasks of a program that embeds muse can, no thread of the pool is left for these tasks.
package final class ThreadExecutor: TaskExecutor {
    /// nil, which stands for the shared pool, if the system cannot create a thread.
    package static let shared = try? ThreadExecutor()

    private let jobs = Monitor<[UnownedJob]>([])

    private init() throws {
        // It is never joined: it runs as long as the program.
        _ = try SystemThread { [self] in
            while true {
                let job = jobs.wait { $0.isEmpty ? nil : $0.removeFirst() }
                job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.change { $0.append(job) }
    }
}
