import MuseProtocols

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A plug-in in a process of its own, which is asked by JSON-RPC 2.0 over its standard input and output. Started when it is
/// first needed. One question at a time.
final class ProcessHost: PluginHost {
    /// Of the messages. A plug-in with another is refused.
    static let version = 1

    let manifest: PluginManifest
    private let command: [String]
    private let connection = Monitor<Connection?>(nil)

    /// What runs, until the first trouble; then the trouble.
    private final class Connection: @unchecked Sendable {
        var pipes: PluginPipes
        let process: PluginProcess
        var lastID = 0
        var failure: PluginError?

        init(_ pipes: consuming PluginPipes, _ process: PluginProcess) {
            self.pipes = pipes
            self.process = process
        }
    }

    init(_ manifest: PluginManifest, command: [String]) {
        self.manifest = manifest
        self.command = command
    }

    /// Of the running program, the head of its process group; nil where none runs.
    var processIdentifier: Int32? { connection.read { $0?.process.identifier } }

    func sampler(_ type: String, _ settings: PluginSettings) throws -> any HostedSampler {
        ProcessSampler(self, instance: try instance("sampler", type, settings))
    }

    func stop() {
        connection.change { connection in
            guard let running = connection, running.failure == nil else { return }
            // Its input ends with the pipes; one that goes on all the same is not waited for.
            running.failure = PluginError(manifest, "has been stopped")
            running.process.kill()
        }
    }

    /// Asks for something.
    ///
    /// - Parameters:
    ///   - parameters: JSON.
    ///   - wait: seconds, at most; nil for the manifest's.
    /// - Returns: the answer's `result` as it came, JSON.
    /// - Throws: `PluginError`.
    func ask(_ method: String, _ parameters: [UInt8], wait: Double? = nil) throws -> Answer {
        try connection.change { connection in
            Result {
                if connection == nil { connection = try start() }
                guard let connection else { preconditionFailure("a plug-in that is started has a connection") }
                return try ask(method, parameters, wait ?? manifest.timeout, connection)
            }
        }.get()
    }

    private func instance(_ kind: String, _ type: String, _ settings: PluginSettings) throws -> Int {
        let parameters = JSON.object(["kind": .string(kind), "type": .string(type), "settings": settings.json])
        let answer = try ask("create", try parameters.bytes())
        guard let instance = answer.result?["instance"]?.intValue else {
            throw failure("answers 'create' without the number of an instance")
        }
        return instance
    }

    func failure(_ message: String) -> PluginError { PluginError(manifest, message) }

    private func start() throws -> Connection {
        // A write to a process that has ended is an error of that write, and no end of muse.
        signal(SIGPIPE, SIG_IGN)
        var theirs: (input: Int32, output: Int32, errors: Int32) = (-1, -1, -1)
        let connection: Connection
        do {
            let pipes = try PluginPipes(theirs: &theirs)
            let process = try PluginProcess(command, folder: manifest.folder, memory: manifest.memory, ends: theirs)
            connection = Connection(pipes, process)
        } catch PluginPipes.Trouble.system(let reason) {
            throw failure(reason)
        }
        let parameters = JSON.object(["version": .int(Self.version)])
        // Programs that load much before they answer are given time.
        let answer = try ask("initialize", try parameters.bytes(), max(60, manifest.timeout), connection)
        guard let version = answer.result?["version"]?.intValue else {
            throw failure("answers 'initialize' without its version of the messages")
        }
        guard version == Self.version else {
            connection.process.kill()
            throw failure("speaks version \(version) of the messages; this muse has \(Self.version)")
        }
        guard case .array(let components) = answer.result?["components"] else {
            throw failure("answers 'initialize' without its components")
        }
        try manifest.compare(
            with: components.map { ($0["kind"]?.stringValue ?? "", $0["type"]?.stringValue ?? "") })
        return connection
    }

    private func ask(
        _ method: String, _ parameters: [UInt8], _ wait: Double, _ connection: Connection
    ) throws -> Answer {
        if let failure = connection.failure { throw failure }
        connection.lastID += 1
        let id = connection.lastID
        let head = "{\"jsonrpc\":\"2.0\",\"id\":\(id),\"method\":\"\(method)\",\"params\":"
        let message = Array(head.utf8) + parameters + [0x7D]
        do {
            let deadline = monotonicNanoseconds() + UInt64(wait * 1e9)
            let bytes = try connection.pipes.exchange(message, deadline: deadline)
            let answer: Answer
            do { answer = try Answer(bytes, to: id) } catch let error as Answer.Mistake {
                throw PluginPipes.Trouble.garbage(error.message)
            }
            if let error = answer.error { throw PluginError(manifest, "\(method): \(error)") }
            return answer
        } catch let trouble as PluginPipes.Trouble {
            let failure = failure(trouble, method, wait, connection)
            connection.failure = failure
            throw failure
        }
    }

    /// Ends the process, and says what was wrong.
    private func failure(
        _ trouble: PluginPipes.Trouble, _ method: String, _ wait: Double, _ connection: Connection
    ) -> PluginError {
        var message =
            switch trouble {
            case .timedOut: "has not answered '\(method)' within \(wait.settingText) seconds"
            case .closed: "has closed its standard output instead of answering '\(method)'"
            case .garbage(let found): "answers '\(method)' with what is no message: \(found)"
            case .system(let reason): "cannot be asked for '\(method)': \(reason)"
            }
        connection.pipes.drain()
        if case .closed = trouble {
            // It is ending: how is worth knowing.
            for _ in 0..<50 where connection.process.end == nil { usleep(2_000) }
            if let end = connection.process.end { message = "\(end) instead of answering '\(method)'" }
        }
        connection.process.kill()
        return PluginError(manifest, message, lastWords: String(decoding: connection.pipes.lastWords, as: UTF8.self))
    }
}
