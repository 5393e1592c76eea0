import MusePlatform
import MuseProtocols
import MuseStorage

/// A JSON-RPC 2.0 connection to a running plug-in over its standard input and output.
///
/// The first failure closes it. Used by one thread at a time.
final class ProcessConnection: @unchecked Sendable {
    let process: PluginProcess
    /// The shared memory; nil if the plug-in has not opened it.
    private(set) var memory: SharedMemory?
    /// Whether steps are exchanged in the shared memory rather than in messages.
    private var usesPage = false
    private let manifest: PluginManifest
    private let isLibrary: Bool
    private let isRunCancelled: @Sendable () -> Bool
    private let observer: PluginObserver
    private var pipes: PluginPipes
    private var lastID = 0
    /// When calls that begin after a cancellation have to end, on the monotonic clock; nil before the first of them.
    private var lastCallsEnd: UInt64?
    /// Thrown by every request after the process has ended.
    private var failure: (any Error)?

    private struct Introduction: Decodable {
        let version: Int
        let components: [Component]
        /// Whether the plug-in has mapped the shared memory.
        let memory: Bool?
        /// Whether the plug-in answers steps in the shared memory.
        let page: Bool?

        struct Component: Decodable {
            let kind: String
            let type: String
        }
    }

    /// Starts the process, and checks its introduction against the manifest.
    ///
    /// - Throws: `PluginError`.
    init(
        _ manifest: PluginManifest, _ command: [String], supervisor: String?, isLibrary: Bool,
        isCancelled: @escaping @Sendable () -> Bool, observer: PluginObserver
    ) throws {
        // With SIGPIPE ignored, writing to a process that has ended fails with EPIPE instead of killing muse.
        signal(SIGPIPE, SIG_IGN)
        var processEnds: (input: Int32, output: Int32, errors: Int32) = (-1, -1, -1)
        self.manifest = manifest
        self.isLibrary = isLibrary
        isRunCancelled = isCancelled
        self.observer = observer
        // The address space of muse itself, which loads the library.
        let limit = manifest.memory + (isLibrary ? 2048 : 0)
        do {
            pipes = try PluginPipes(
                processEnds: &processEnds, printed: observer.printed.map { show in { show(manifest.id, $0) } })
            process = try PluginProcess(
                command, supervisor: supervisor, folder: manifest.folder, memory: limit, ends: processEnds)
        } catch PluginPipes.ExchangeError.system(let reason) {
            throw PluginError(manifest, reason)
        }
        let offersPage = isLibrary || manifest.interface > 1 && Self.isOrderedMemory
        let offered = SharedMemory()
        defer { offered?.hide() }
        var parameters: [String: JSON] = ["version": .int(manifest.interface)]
        if let offered {
            parameters["memory"] = .object([
                "path": .string(offered.path),
                "size": .int(offersPage ? SharedMemory.byteCount : SharedMemory.floatByteCount),
            ])
            if offersPage { parameters["page"] = .int(SharedMemory.floatByteCount) }
        }
        do {
            let introduction = try ask(
                "initialize", try JSON.object(parameters).bytes(), Introduction.self, wait: manifest.loadingTimeout)
            guard introduction.version == manifest.interface else {
                throw PluginError(
                    manifest,
                    "answers in version \(introduction.version) of the interface; its manifest says "
                        + "'muse_plugin: \(manifest.interface)'")
            }
            try manifest.compare(with: introduction.components.map { ($0.kind, $0.type) })
            if introduction.memory == true { memory = offered }
            usesPage = offersPage && introduction.memory == true && introduction.page == true
        } catch {
            stop()
            throw error
        }
    }

    /// Whether a cancelled run has ended the process.
    var isCancelled: Bool { failure is CancellationError }

    /// Kills the process.
    func stop() {
        guard failure == nil else { return }
        failure = PluginError(manifest, "was stopped")
        process.kill()
        if observer.printed != nil { pipes.drain() }
    }

    /// Sends a request and waits for its response.
    ///
    /// - Parameters:
    ///   - parameters: the parameters as JSON.
    ///   - wait: the timeout in seconds; nil for the manifest's. With a watch, each progress message restarts it.
    ///   - watch: progress and cancellation; nil to be cancelled with the run.
    /// - Throws: `PluginError`: either the plug-in's error response, or a failure after which the process has ended and
    ///   every later request throws the same error; `CancellationError` if it is cancelled, which ends the process.
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [UInt8], _ result: Result.Type, wait: Double? = nil,
        watch: PluginWatch? = nil
    ) throws -> Result {
        if let failure { throw failure }
        lastID += 1
        let trace = CallTrace(observer, manifest.id, method)
        let answer = Swift.Result { try self.answer(method, parameters, wait ?? manifest.timeout, watch) }
        trace?.ended(parameters, answer, memory.map { UnsafeBufferPointer($0.floats) })
        do {
            return try Answer<Result>.result(answer.get(), to: lastID)
        } catch let refusal as Refusal {
            // A library's messages name what failed.
            throw PluginError(manifest, isLibrary ? refusal.message : "\(method): \(refusal.message)")
        } catch let mistake as Answer<Result>.Mistake {
            throw ended(.garbage(mistake.message), method, wait ?? manifest.timeout)
        }
    }

    /// Sends a request, and returns the bytes of its response.
    private func answer(_ method: String, _ parameters: [UInt8], _ wait: Double, _ watch: PluginWatch?) throws
        -> [UInt8]
    {
        var deadline: UInt64 { monotonicNanoseconds() + UInt64(wait * 1e9) }
        var message = Array("{\"jsonrpc\":\"2.0\",\"id\":\(lastID),\"method\":\"\(method)\",\"params\":".utf8)
        message += parameters
        message.append(0x7D)
        do {
            var bytes = try pipes.exchange(
                message, deadline: deadline, isCancelled: watch?.isCancelled ?? cancellation())
            while let watch, let progress = ProgressMessage(bytes) {
                guard (0...1).contains(progress.params.share) else {
                    throw PluginPipes.ExchangeError.garbage("progress of \(progress.params.share), expected 0 to 1")
                }
                watch.progress(progress.params.share, printable(progress.params.words ?? ""))
                bytes = try pipes.exchange(nil, deadline: deadline, isCancelled: watch.isCancelled)
            }
            pipes.showPrinted()
            return bytes
        } catch PluginPipes.ExchangeError.cancelled {
            stop()
            // Calls of other threads that wait for their turn are cancelled too.
            failure = CancellationError()
            throw CancellationError()
        } catch let error as PluginPipes.ExchangeError {
            throw ended(error, method, wait)
        }
    }

    /// Whether a call that begins now has to end.
    ///
    /// A call that begins after a cancellation belongs to what is finished, such as the export of tunes. All such calls
    /// together have a fraction of a second, so that the run ends soon in any case.
    private func cancellation() -> @Sendable () -> Bool {
        guard isRunCancelled() else { return isRunCancelled }
        let end = lastCallsEnd ?? monotonicNanoseconds() + 400_000_000
        lastCallsEnd = end
        return { monotonicNanoseconds() > end }
    }

    /// Whether the processor keeps the order of writes and of reads, on which a plug-in without atomic operations
    /// depends.
    private static var isOrderedMemory: Bool {
        #if arch(x86_64)
            true
        #else
            false
        #endif
    }

    /// Requests a step in shared memory.
    ///
    /// - Parameter request: the words of a `StepRequest`.
    /// - Returns: whether the plug-in reads steps there, and the request fits. Otherwise nothing is requested.
    /// - Throws: as `ask` does.
    func step(_ method: String, _ request: [Int32]) throws -> Bool {
        if let failure { throw failure }
        let trace = CallTrace(observer, manifest.id, method)
        guard usesPage, let memory, memory.page.request(request) else { return false }
        let answer = Swift.Result { try awaitStep(memory.page, method) }
        trace?.ended(
            StepText(request.withUnsafeBufferPointer { StepRequest($0) }),
            answer.map { UnsafeBufferPointer(memory.floats) })
        try answer.get()
        return true
    }

    /// Waits until the plug-in has answered a step.
    private func awaitStep(_ page: StepPage, _ method: String) throws {
        do {
            try pipes.wait(
                waking: { page.isAsleep }, until: { page.isAnswered },
                deadline: monotonicNanoseconds() + UInt64(manifest.timeout * 1e9),
                isCancelled: cancellation())
        } catch PluginPipes.ExchangeError.cancelled {
            stop()
            failure = CancellationError()
            throw CancellationError()
        } catch let error as PluginPipes.ExchangeError {
            throw ended(error, method, manifest.timeout)
        }
        pipes.showPrinted()
        if let error = page.error { throw PluginError(manifest, isLibrary ? error : "\(method): \(error)") }
    }

    /// Kills the process, and returns the error that describes the failure.
    private func ended(_ error: PluginPipes.ExchangeError, _ method: String, _ wait: Double) -> PluginError {
        var message =
            switch error {
            case .timedOut: "did not answer '\(method)' within \(wait.settingText) seconds"
            case .closed: "closed its standard output instead of answering '\(method)'"
            case .garbage(let found): "returned an invalid answer to '\(method)': \(found)"
            case .cancelled: "was stopped"
            case .system(let reason): "the request '\(method)' failed: \(reason)"
            }
        if case .closed = error {
            // The process is exiting. Wait up to 100 ms for its exit status, to report it.
            for _ in 0..<50 where process.end == nil { usleep(2_000) }
            if let end = process.end { message = "\(end) instead of answering '\(method)'" }
        }
        process.kill()
        pipes.drain()
        let failure = PluginError(manifest, message, errorOutput: String(decoding: pipes.errorOutput, as: UTF8.self))
        self.failure = failure
        return failure
    }
}
