#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread of the operating system. Models may bind what they allocate to the thread that asks, so work that lasts
/// gets threads of its own and not a pool's.
struct Thread {
    /// The system gives no further thread.
    struct Unavailable: Error, CustomStringConvertible {
        let code: Int32
        var description: String { "the system gives no thread: \(String(cString: strerror(code)))" }
    }

    /// Processors that work at this moment.
    static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private let handle: pthread_t

    /// Starts at once. Has to be joined.
    ///
    /// - Throws: `Unavailable`.
    init(_ body: @escaping @Sendable () -> Void) throws {
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
    func join() { pthread_join(handle, nil) }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Optional because Linux hands over an optional pointer where Darwin does not.
private func run(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
    return nil
}

/// A value that one thread at a time may touch, and that others can wait for.
final class Monitor<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func read<Result>(_ body: (Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(value)
    }

    /// Wakes all that wait.
    func change<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
        return body(&value)
    }

    /// Waits until `body` gives something. It runs once at first and again after each change.
    func wait<Result>(for body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(changed, mutex)
        }
    }
}
