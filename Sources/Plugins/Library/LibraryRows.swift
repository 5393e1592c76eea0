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
    /// - Parameters:
    ///   - request: the words of a `StepRequest` after the instance.
    ///   - scores: one row of scores for each tune.
    /// - Throws: `PluginError`.
    func step(_ request: inout StepWords, _ scores: UnsafeMutableBufferPointer<Float>) throws {
        let size = request.take()
        for number in request.list() { rows[Int(number)] = nil }
        let functions = try loaded()
        let count = request.takeRowCount()
        guard size >= 0, count * size <= scores.count else { throw instance.host.failure("was sent invalid scores") }
        for i in 0..<count {
            let row = row(request.take(), functions)
            row.tokens.removeLast(max(0, row.tokens.count - max(0, request.take())))
            row.tokens += request.list()
            try row.tune.step(
                UnsafeMutableBufferPointer(rebasing: scores[i * size..<(i + 1) * size]), row.tokens,
                Array(request.list()))
        }
    }

    private func row(_ number: Int, _ functions: LibraryFunctions) -> Row {
        if let row = rows[number] { return row }
        let row = Row(LibraryTune(functions))
        rows[number] = row
        return row
    }

    private func loaded() throws -> LibraryFunctions {
        let functions = try functions ?? LibraryFunctions(instance)
        self.functions = functions
        return functions
    }
}
