import MusePlatform

/// muse's ends of a process's standard input, output and error pipes. Used by one thread at a time.
struct PluginPipes: ~Copyable {
    /// Why no message was received.
    enum ExchangeError: Error {
        case timedOut
        /// The caller cancelled the request.
        case cancelled
        /// The process closed its standard input or output, for example by exiting.
        case closed
        /// The process wrote something that is not a message.
        case garbage(String)
        case system(String)
    }

    private let input: Int32
    private let output: Int32
    private let errors: Int32
    private var received: [UInt8] = []
    /// The last bytes that the process wrote to standard error.
    private(set) var errorOutput: [UInt8] = []
    private static let errorOutputLimit = 4096
    /// The number of times that standard error is read without waiting for an answer.
    private static let readLimit = 64
    /// Receives what the process writes to standard error while it runs; nil if nobody wants to know.
    private var printed: OutputLines?

    /// Opens the pipes.
    ///
    /// - Parameters:
    ///   - processEnds: receives the process's ends of the pipes.
    ///   - printed: called with each line that the process writes to standard error; nil if nobody wants to know.
    /// - Throws: `ExchangeError`.
    init(
        processEnds: inout (input: Int32, output: Int32, errors: Int32), printed: ((String) -> Void)? = nil
    ) throws {
        var ends: [Int32] = []
        func open(_ pair: inout (Int32, Int32)) -> Bool {
            var both: [Int32] = [-1, -1]
            guard Self.pipe(&both) == 0 else { return false }
            ends += both
            for end in both { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            pair = (both[0], both[1])
            return true
        }
        var (down, up, aside): ((Int32, Int32), (Int32, Int32), (Int32, Int32)) = ((-1, -1), (-1, -1), (-1, -1))
        guard open(&down), open(&up), open(&aside) else {
            let reason = String(cString: strerror(errno))
            for end in ends { close(end) }
            throw ExchangeError.system(reason)
        }
        (input, output, errors) = (down.1, up.0, aside.0)
        processEnds = (down.0, up.1, aside.1)
        self.printed = printed.map { OutputLines($0) }
        for end in [input, output, errors] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    }

    deinit {
        for end in [input, output, errors] { close(end) }
    }

    private static func pipe(_ ends: inout [Int32]) -> Int32 {
        #if canImport(Glibc)
            Glibc.pipe(&ends)
        #elseif canImport(Musl)
            Musl.pipe(&ends)
        #else
            Darwin.pipe(&ends)
        #endif
    }

    /// Sends a message, and waits for the next message from the process.
    ///
    /// - Parameters:
    ///   - message: the message; nil to send nothing.
    ///   - deadline: the time on the monotonic clock, in nanoseconds.
    ///   - isCancelled: polled while waiting; nil if the wait cannot be cancelled.
    /// - Throws: `ExchangeError`.
    mutating func exchange(
        _ message: [UInt8]?, deadline: UInt64, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws -> [UInt8] {
        let bytes = message.map(MessageFrame.framed) ?? []
        var sent = 0
        while true {
            if sent < bytes.count { sent += try send(bytes[sent...]) }
            do {
                if let answer = try MessageFrame.next(in: &received) { return answer }
            } catch let mistake as MessageFrame.Mistake {
                throw ExchangeError.garbage(mistake.message)
            }
            if isCancelled?() ?? false { throw ExchangeError.cancelled }
            try wait(toSend: sent < bytes.count, deadline, atMost: isCancelled == nil ? .max : 100)
        }
    }

    /// Waits for an answer in shared memory.
    ///
    /// Spins for some microseconds, which a step usually takes, and yields for half a millisecond. Then looks every
    /// millisecond, and at the pipes.
    ///
    /// - Parameter isAsleep: whether an empty message has to wake the process. Asked again while waiting, because a
    ///   plug-in without atomic operations can fall asleep just as a request arrives.
    /// - Throws: `ExchangeError`.
    mutating func wait(
        waking isAsleep: () -> Bool, until isAnswered: () -> Bool, deadline: UInt64,
        isCancelled: (@Sendable () -> Bool)?
    ) throws {
        if isAsleep() { try wake(deadline) }
        let start = monotonicNanoseconds()
        while monotonicNanoseconds() - start < 500_000 {
            for _ in 0..<50 where isAnswered() { return }
            // The process may be waiting for this processor.
            if monotonicNanoseconds() - start > 5_000 { sched_yield() }
        }
        while !isAnswered() {
            if isCancelled?() ?? false { throw ExchangeError.cancelled }
            if isAsleep() { try wake(deadline) }
            try wait(toSend: false, deadline, atMost: 1)
            if (try? MessageFrame.next(in: &received)) != .some(nil) {
                throw ExchangeError.garbage("a message during a step")
            }
        }
    }

    private mutating func wake(_ deadline: UInt64) throws {
        let bytes = MessageFrame.framed(Array("{}".utf8))
        var sent = 0
        while sent < bytes.count {
            sent += try send(bytes[sent...])
            if sent < bytes.count { try wait(toSend: true, deadline, atMost: 100) }
        }
    }

    /// Reads the rest of standard error, until nothing arrives for 50 ms.
    mutating func drain() {
        readErrors(waiting: 50)
        printed?.end()
    }

    /// Reads what the process has printed, if somebody wants to know.
    mutating func showPrinted() {
        if printed != nil { readErrors(waiting: 0) }
    }

    /// Reads standard error until nothing arrives for some milliseconds.
    private mutating func readErrors(waiting milliseconds: Int32) {
        var waiting = [pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
        var readCount = 0
        // A process that never stops printing must not keep muse here.
        while readCount < Self.readLimit, poll(&waiting, 1, milliseconds) > 0 {
            readCount += 1
            guard let bytes = try? receive(errors), !bytes.isEmpty else { return }
            appendErrorOutput(bytes)
        }
    }

    /// Waits until a pipe is ready, and reads what has arrived.
    ///
    /// - Parameter longest: the longest wait in milliseconds.
    private mutating func wait(toSend: Bool, _ deadline: UInt64, atMost longest: Int32) throws {
        let now = monotonicNanoseconds()
        guard now < deadline else { throw ExchangeError.timedOut }
        var waiting = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
            pollfd(fd: toSend ? input : -1, events: Int16(POLLOUT), revents: 0),
        ]
        let milliseconds = min(longest, Int32(clamping: (deadline - now) / 1_000_000 + 1))
        guard poll(&waiting, 3, milliseconds) >= 0 || errno == EINTR else {
            throw ExchangeError.system(String(cString: strerror(errno)))
        }
        if waiting[1].revents != 0 { appendErrorOutput(try receive(errors) ?? []) }
        guard waiting[0].revents != 0, let bytes = try receive(output) else { return }
        if bytes.isEmpty { throw ExchangeError.closed }
        received += bytes
    }

    private mutating func appendErrorOutput(_ bytes: [UInt8]) {
        printed?.add(bytes)
        errorOutput += bytes
        if errorOutput.count > 2 * Self.errorOutputLimit {
            errorOutput.removeFirst(errorOutput.count - Self.errorOutputLimit)
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        switch errno {
        case EAGAIN, EINTR: return 0
        // The pipe is closed. The process may have written an explanation, which is read next.
        case EPIPE: return bytes.count
        default: throw ExchangeError.system(String(cString: strerror(errno)))
        }
    }

    /// nil if no bytes are available; empty at end of file.
    private func receive(_ end: Int32) throws -> [UInt8]? {
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            got = read(end, buffer.baseAddress, buffer.count)
            count = max(0, got)
        }
        if got >= 0 { return bytes }
        if errno == EAGAIN || errno == EINTR { return nil }
        throw ExchangeError.system(String(cString: strerror(errno)))
    }
}

/// The current time of the monotonic clock, in nanoseconds.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
