import CMusePlugin
import MuseProtocols
import MuseStorage

/// An instance of a library's component, with the unfinished tunes that it adjusts or scores.
final class LibraryRows {
    private let instance: LibraryInstance
    private var rows: [Int: Row] = [:]
    private var functions: Functions?

    /// A tune: its tokens so far, and the library's state for it.
    private struct Row {
        var tokens: [TokenID] = []
        let state: UnsafeMutableRawPointer?
    }

    private enum Functions {
        case sampler(muse_sampler)
        case generator(muse_generator)
    }

    init(_ instance: LibraryInstance) { self.instance = instance }

    deinit {
        for row in rows.values { end(row) }
    }

    /// Calls a method with its parameters; returns its result as JSON.
    ///
    /// - Throws: `PluginError`.
    func call(_ method: String, _ parameters: JSON) throws -> [UInt8] {
        guard case .object(var named) = parameters else { throw instance.host.failure("'\(method)' has no parameters") }
        named["instance"] = nil
        return try instance.call(method, JSON.object(named).bytes())
    }

    /// Adjusts or computes the scores of a step.
    ///
    /// - Parameter memory: shared memory, where the scores are unless the request contains them.
    /// - Throws: `PluginError`.
    func step(_ request: StepRequest, _ memory: UnsafeMutableBufferPointer<Float>?) throws -> [UInt8] {
        for number in request.ended {
            if let row = rows.removeValue(forKey: number) { end(row) }
        }
        let functions = try functions ?? loadFunctions()
        self.functions = functions
        let count = request.rows.count * request.size
        if var scores = request.scores(count: count) {
            guard scores.count == count else { throw instance.host.failure("was sent invalid scores") }
            try scores.withUnsafeMutableBufferPointer { try step(request, functions, $0) }
            return Array("{\"scores\":\"".utf8) + Base64.encoded([scores]) + Array("\"}".utf8)
        }
        guard let memory, count <= memory.count else { throw instance.host.failure("was sent no scores") }
        try step(request, functions, memory)
        return Array("{}".utf8)
    }

    private func step(
        _ request: StepRequest, _ functions: Functions, _ scores: UnsafeMutableBufferPointer<Float>
    ) throws {
        for (i, (number, start, tokens)) in request.rows.enumerated() {
            var row = rows[number] ?? Row(state: begin(functions))
            row.tokens.removeLast(max(0, row.tokens.count - start))
            row.tokens += tokens
            rows[number] = row
            let place = scores.baseAddress.map { $0 + i * request.size }
            try instance.host.calling("'\(instance.type)' failed") { error in
                row.tokens.withUnsafeBufferPointer { tokens in
                    switch functions {
                    case .sampler(let sampler):
                        sampler.adjust(
                            instance.pointer, row.state, place, request.size, tokens.baseAddress, tokens.count, error)
                    case .generator(let generator):
                        generator.scores(
                            instance.pointer, row.state, place, request.size, tokens.baseAddress, tokens.count, error)
                    }
                }
            }
        }
    }

    private func loadFunctions() throws -> Functions {
        switch instance.kind {
        case .sampler:
            .sampler(
                try instance.functions(MUSE_SAMPLER, muse_sampler.self) {
                    $0.begin != nil && $0.adjust != nil && $0.end != nil
                })
        default:
            .generator(
                try instance.functions(MUSE_GENERATOR, muse_generator.self) {
                    $0.begin != nil && $0.scores != nil && $0.end != nil
                })
        }
    }

    private func begin(_ functions: Functions) -> UnsafeMutableRawPointer? {
        switch functions {
        case .sampler(let sampler): sampler.begin(instance.pointer)
        case .generator(let generator): generator.begin(instance.pointer)
        }
    }

    private func end(_ row: Row) {
        switch functions {
        case .sampler(let sampler)?: sampler.end(instance.pointer, row.state)
        case .generator(let generator)?: generator.end(instance.pointer, row.state)
        case nil: break
        }
    }
}
