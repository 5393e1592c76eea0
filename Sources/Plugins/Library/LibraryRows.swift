import CMusePlugin
import MuseProtocols
import MuseStorage

/// An instance of a library's component, with the unfinished tunes that it adjusts or scores, answering the requests of
/// muse in another process.
final class LibraryRows {
    private let instance: LibraryInstance
    private var functions: LibraryFunctions?
    private var rows: [Int: Row] = [:]

    /// A tune: its tokens so far, and the library's state for it.
    private final class Row {
        var tokens: [TokenID] = []
        let tune: LibraryTune

        init(_ tune: LibraryTune) { self.tune = tune }
    }

    init(_ instance: LibraryInstance) { self.instance = instance }

    /// Calls a method with its parameters; returns its result as JSON.
    ///
    /// - Throws: `PluginError`.
    func call(_ method: String, _ parameters: JSON) throws -> [UInt8] {
        if method == ContextMessage.method {
            try loaded().context?.begin(parameters)
            return Array("{}".utf8)
        }
        guard case .object(var named) = parameters else { throw instance.host.failure("'\(method)' has no parameters") }
        named["instance"] = nil
        return try LibraryCalls(instance: instance).call(method, .object(named)).bytes()
    }

    /// Adjusts or computes the scores of a step.
    ///
    /// - Parameter scores: one row of scores for each tune.
    /// - Throws: `PluginError`.
    func step(_ request: StepRequest, _ scores: UnsafeMutableBufferPointer<Float>) throws {
        for number in request.ended { rows[number] = nil }
        let functions = try loaded()
        guard request.size >= 0, request.rows.count * request.size <= scores.count else {
            throw instance.host.failure("was sent invalid scores")
        }
        for (i, new) in request.rows.enumerated() {
            let row = rows[new.number] ?? Row(LibraryTune(functions))
            rows[new.number] = row
            row.tokens.removeLast(max(0, row.tokens.count - new.start))
            row.tokens += new.tokens
            try row.tune.step(
                UnsafeMutableBufferPointer(rebasing: scores[i * request.size..<(i + 1) * request.size]), row.tokens,
                new.context)
        }
    }

    private func loaded() throws -> LibraryFunctions {
        let functions = try functions ?? LibraryFunctions(instance)
        self.functions = functions
        return functions
    }
}
