import MusePlatform

/// A thread of the operating system.
///
/// Models may bind allocations to the calling thread, so long-lived work runs on its own threads, not on those of a
/// shared pool.
package struct SystemThread {
    /// The system could not create a thread.
    package struct Unavailable: Error, CustomStringConvertible {
        let code: Int32
        package var description: String { "cannot create a thread: \(String(cString: strerror(code)))" }
    }

    /// The number of processors that are online.
    package static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private let handle: pthread_t

    /// Starts a thread that runs `body`. It must be joined.
    ///
    /// - Throws: `Unavailable`.
    package init(_ body: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        #if canImport(Darwin)
            var created: pthread_t?
            let code = pthread_create(&created, nil, { run($0) }, work)
        #else
            var created: pthread_t? = pthread_t()
            let code = withUnsafeMutablePointer(to: &created!) { pthread_create($0, nil, { run($0) }, work) }
        #endif
        guard code == 0, let created else {
            Unmanaged<Work>.fromOpaque(work).release()
            throw Unavailable(code: code)
        }
        handle = created
    }

    /// Waits until the thread has ended.
    package func join() { pthread_join(handle, nil) }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs the work of a thread. Linux passes an optional pointer, Darwin one that is never nil.
private func run(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
    return nil
}
