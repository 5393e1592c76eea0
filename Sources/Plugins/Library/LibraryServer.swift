import CMuseSystem
import MusePlatform
import MuseProtocols
import MuseStorage

/// Runs a plug-in's library in this process, and answers requests on standard input and output like a plug-in that is a
/// process.
///
/// muse starts one such process for each library, under a `Supervisor`, so that a library that crashes, hangs or exits
/// cannot affect muse.
package final class LibraryServer {
    private let host: LibraryHost
    private var instances: [Int: LibraryRows] = [:]
    private var memory: SharedMemory?

    private struct Request {
        let id: Int
        let method: String
        let parameters: JSON
    }

    /// - Precondition: the plug-in is a library.
    package init(_ manifest: PluginManifest) {
        guard case .library(let path) = manifest.route else {
            preconditionFailure("the plug-in '\(manifest.id)' is not a library")
        }
        host = LibraryHost(manifest, path: path, beforeUse: { _ in })
    }

    /// Answers requests until standard input ends.
    ///
    /// - Throws: `PluginPipes.ExchangeError` for input that is not a request.
    package func run() throws {
        // The library may print: its standard output becomes standard error.
        let output = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
        muse_buffer_output_by_line()
        var received: [UInt8] = []
        while true {
            while let message = try MessageFrame.next(in: &received) {
                // An empty message announces a step in shared memory.
                if message.count == 2 {
                    memory?.page.setAsleep(false)
                    answerSteps()
                } else {
                    try write(MessageFrame.framed(answer(message)), to: output)
                }
            }
            guard let bytes = try read(), !bytes.isEmpty else { return }
            received += bytes
        }
    }

    /// Answers the requests in shared memory until none has come for some microseconds. The next one then wakes this
    /// process by a message.
    private func answerSteps() {
        guard let memory else { return }
        let page = memory.page
        var last = monotonicNanoseconds()
        while true {
            if let words = page.pending {
                page.answer(error: failure(of: words, memory))
                last = monotonicNanoseconds()
            } else if monotonicNanoseconds() - last > 50_000 {
                page.setAsleep(true)
                // A request that came just before would wait for a message that is never sent.
                if page.isAnswered { return }
                page.setAsleep(false)
            } else {
                for _ in 0..<50 where !page.isAnswered { break }
                if monotonicNanoseconds() - last > 5_000 { sched_yield() }
            }
        }
    }

    private func failure(of words: UnsafeBufferPointer<Int32>, _ memory: SharedMemory) -> String? {
        do {
            var words = StepWords(words)
            guard let instance = instances[words.take()] else { return "a step names no instance" }
            try instance.step(&words, memory.floats)
            return nil
        } catch {
            return (error as? PluginError)?.message ?? "\(error)"
        }
    }

    private static func request(_ message: [UInt8]) throws -> Request {
        guard let json = try? JSON(parsing: message), let id = json["id"]?.intValue,
            let method = json["method"]?.stringValue
        else { throw PluginPipes.ExchangeError.garbage(String(decoding: message.prefix(60), as: UTF8.self)) }
        return Request(id: id, method: method, parameters: json["params"] ?? .object([:]))
    }

    private func answer(_ message: [UInt8]) throws -> [UInt8] {
        let request = try Self.request(message)
        return answer(request.id) { try result(request) }
    }

    private func answer(_ id: Int, _ result: () throws -> [UInt8]) -> [UInt8] {
        let start = "{\"jsonrpc\":\"2.0\",\"id\":\(id),"
        do {
            return Array("\(start)\"result\":".utf8) + (try result()) + [UInt8(ascii: "}")]
        } catch {
            let message = (error as? PluginError)?.message ?? "\(error)"
            let fault = JSON.object(["code": .int(1), "message": .string(message)])
            let text = (try? fault.bytes()) ?? Array("{}".utf8)
            return Array("\(start)\"error\":".utf8) + text + [UInt8(ascii: "}")]
        }
    }

    private func result(_ request: Request) throws -> [UInt8] {
        switch request.method {
        case "initialize": return try initialize(request.parameters)
        case "create": return try create(request.parameters)
        case "sampler/adjust", "generator/scores": return try step(request)
        default: return try instance(request).call(request.method, request.parameters)
        }
    }

    private func initialize(_ parameters: JSON) throws -> [UInt8] {
        let names = try host.names()
        if let path = parameters["memory"]?["path"]?.stringValue, let size = parameters["memory"]?["size"]?.intValue {
            memory = size == SharedMemory.byteCount ? SharedMemory(path: path) : nil
            memory?.page.setAsleep(true)
        }
        return try JSON.object([
            "version": .int(host.manifest.interface), "memory": .bool(memory != nil), "page": .bool(memory != nil),
            "components": .array(names.map { .object(["kind": .string($0.kind), "type": .string($0.type)]) }),
        ]).bytes()
    }

    /// A step that does not fit into the shared memory.
    private func step(_ request: Request) throws -> [UInt8] {
        guard let words = request.parameters["step"]?.stringValue.flatMap(Base64.words) else {
            throw host.failure("was sent an invalid step")
        }
        let rows = try instance(request)
        return try words.withUnsafeBufferPointer { words in
            var step = StepWords(UnsafeBufferPointer(rebasing: words.dropFirst()))
            guard let sent = request.parameters["scores"]?.stringValue else {
                guard let memory else { throw host.failure("was sent no scores") }
                try rows.step(&step, memory.floats)
                return Array("{}".utf8)
            }
            // Scores that are to be computed are not sent.
            let request = StepRequest(words)
            let count = request.rows.count * request.size
            var scores = sent.isEmpty ? [Float](repeating: 0, count: max(0, count)) : Base64.floats(sent) ?? []
            try scores.withUnsafeMutableBufferPointer { try rows.step(&step, $0) }
            return Array("{\"scores\":\"".utf8) + Base64.encoded([scores]) + Array("\"}".utf8)
        }
    }

    private func create(_ parameters: JSON) throws -> [UInt8] {
        guard let kind = parameters["kind"]?.stringValue, let type = parameters["type"]?.stringValue,
            let component = host.manifest.components.first(where: { $0.kind.rawValue == kind && $0.schema.name == type }
            )
        else { throw host.failure("does not provide this component") }
        let number = instances.count + 1
        let settings = PluginSettings(parameters["settings"] ?? .object([:]), component.schema)
        instances[number] = LibraryRows(try LibraryInstance(component, host, settings))
        return try JSON.object(["instance": .int(number)]).bytes()
    }

    private func instance(_ request: Request) throws -> LibraryRows {
        guard let instance = request.parameters["instance"]?.intValue.flatMap({ instances[$0] }) else {
            throw host.failure("the request '\(request.method)' names no instance")
        }
        return instance
    }

    // MARK: Input and output

    private func read() throws -> [UInt8]? {
        try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            var length = -1
            repeat {
                length = systemRead(STDIN_FILENO, buffer.baseAddress, buffer.count)
            } while length < 0 && errno == EINTR
            guard length >= 0 else { throw PluginPipes.ExchangeError.system(String(cString: strerror(errno))) }
            count = length
        }
    }

    private func write(_ bytes: [UInt8], to file: Int32) throws {
        try bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = systemWrite(file, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                guard count >= 0 || errno == EINTR else { throw PluginPipes.ExchangeError.closed }
                sent += max(0, count)
            }
        }
    }
}

private func systemRead(_ file: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, start, count)
}

private func systemWrite(_ file: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int { write(file, start, count) }
