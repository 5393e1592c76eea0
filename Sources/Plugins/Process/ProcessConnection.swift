import MusePlatform
import MuseProtocols
import MuseStorage

/// A JSON-RPC 2.0 connection to a running plug-in over its standard input and output. The first failure closes it. Used
/// by one thread at a time.
final class ProcessConnection: @unchecked Sendable {
    /// Protocol version. Plug-ins with any other version are refused.
    static let version = 1

    let process: PluginProcess
    /// nil if the plug-in has not opened the shared memory.
    private(set) var memory: SharedMemory?
    private let manifest: PluginManifest
    private var pipes: PluginPipes
    private var lastID = 0
    private var failure: PluginError?

    private struct Introduction: Decodable {
        let version: Int
        let components: [Component]
        let memory: Bool?

        struct Component: Decodable {
            let kind: String
            let type: String
        }
    }

    /// Starts the process, and checks its introduction against the manifest.
    ///
    /// - Throws: `PluginError`.
    init(_ manifest: PluginManifest, _ command: [String]) throws {
        // Without SIGPIPE, writing to a process that has ended fails with EPIPE instead of ending muse.
        signal(SIGPIPE, SIG_IGN)
        var theirs: (input: Int32, output: Int32, errors: Int32) = (-1, -1, -1)
        self.manifest = manifest
        do {
            pipes = try PluginPipes(theirs: &theirs)
            process = try PluginProcess(command, folder: manifest.folder, memory: manifest.memory, ends: theirs)
        } catch PluginPipes.Trouble.system(let reason) {
            throw PluginError(manifest, reason)
        }
        let offered = SharedMemory()
        defer { offered?.hide() }
        var parameters: [String: JSON] = ["version": .int(Self.version)]
        if let offered {
            parameters["memory"] = .object(["path": .string(offered.path), "size": .int(offered.byteCount)])
        }
        do {
            // Allow at least 60 seconds: some programs load a lot before they answer.
            let introduction = try ask(
                "initialize", try JSON.object(parameters).bytes(), Introduction.self, wait: max(60, manifest.timeout))
            guard introduction.version == Self.version else {
                throw PluginError(
                    manifest, "speaks version \(introduction.version) of the messages; this muse has \(Self.version)")
            }
            try manifest.compare(with: introduction.components.map { ($0.kind, $0.type) })
            if introduction.memory == true { memory = offered }
        } catch {
            stop()
            throw error
        }
    }

    /// Kills the process without notice.
    func stop() {
        guard failure == nil else { return }
        failure = PluginError(manifest, "has been stopped")
        process.kill()
    }

    /// Sends a request and waits for its response.
    ///
    /// - Parameters:
    ///   - parameters: JSON.
    ///   - wait: timeout in seconds; nil for the manifest's. With a watch, each progress message restarts it.
    /// - Throws: `PluginError`. Unless the plug-in itself refused the request, the process has ended, and every later
    ///   request throws the same error. `CancellationError` if the watch cancels; the process has ended then too.
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [UInt8], _ result: Result.Type, wait: Double? = nil,
        watch: PluginWatch? = nil
    ) throws -> Result {
        if let failure { throw failure }
        lastID += 1
        let wait = wait ?? manifest.timeout
        var deadline: UInt64 { monotonicNanoseconds() + UInt64(wait * 1e9) }
        var message = Array("{\"jsonrpc\":\"2.0\",\"id\":\(lastID),\"method\":\"\(method)\",\"params\":".utf8)
        message += parameters
        message.append(0x7D)
        do {
            var bytes = try pipes.exchange(message, deadline: deadline, isCancelled: watch?.isCancelled)
            while let watch, let news = News(bytes) {
                watch.progress(news.params.share, news.params.words ?? "")
                bytes = try pipes.exchange(nil, deadline: deadline, isCancelled: watch.isCancelled)
            }
            return try Answer<Result>.result(bytes, to: lastID)
        } catch let refusal as Refusal {
            throw PluginError(manifest, "\(method): \(refusal.message)")
        } catch let mistake as Answer<Result>.Mistake {
            throw ended(.garbage(mistake.message), method, wait)
        } catch PluginPipes.Trouble.cancelled {
            stop()
            throw CancellationError()
        } catch let trouble as PluginPipes.Trouble {
            throw ended(trouble, method, wait)
        }
    }

    /// Kills the process, and returns the error that describes the failure.
    private func ended(_ trouble: PluginPipes.Trouble, _ method: String, _ wait: Double) -> PluginError {
        var message =
            switch trouble {
            case .timedOut: "has not answered '\(method)' within \(wait.settingText) seconds"
            case .closed: "has closed its standard output instead of answering '\(method)'"
            case .garbage(let found): "answers '\(method)' with what is no answer: \(found)"
            case .cancelled: "has been stopped"
            case .system(let reason): "cannot be asked for '\(method)': \(reason)"
            }
        pipes.drain()
        if case .closed = trouble {
            // The process is exiting. Wait up to 100 ms for its exit status, to report it.
            for _ in 0..<50 where process.end == nil { usleep(2_000) }
            if let end = process.end { message = "\(end) instead of answering '\(method)'" }
        }
        process.kill()
        let failure = PluginError(manifest, message, lastWords: String(decoding: pipes.lastWords, as: UTF8.self))
        self.failure = failure
        return failure
    }
}
