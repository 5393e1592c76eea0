import CMusePlugin
import MuseProtocols
import MuseStorage

/// Answers the rare requests to an instance in a library: by the extension of its kind, or else by `MUSE_CALLS`.
struct LibraryCalls {
    let instance: LibraryInstance

    /// Calls a method with its parameters; returns its result as JSON.
    ///
    /// - Throws: `PluginError`.
    func call(_ method: String, _ parameters: JSON) throws -> JSON {
        do {
            if let result = try answer(method, parameters) { return result }
        } catch let refusal as Cannot {
            return .object(["cannot": .string(refusal.reason)])
        } catch let error as DetokenizationError {
            throw instance.host.failure("'\(instance.type)' was sent, or returned, an invalid score: \(error)")
        }
        let bytes = try instance.call(method, parameters.bytes())
        guard let result = try? JSON(parsing: bytes) else {
            let start = String(decoding: bytes.prefix(60), as: UTF8.self)
            throw instance.host.failure("'\(instance.type)' returned an invalid answer to '\(method)': '\(start)'")
        }
        return result
    }

    /// nil if the extension of the kind does not have the method, or the library does not have the extension.
    private func answer(_ method: String, _ parameters: JSON) throws -> JSON? {
        switch method {
        case "rule/measure": try measure(parameters)
        case "exporter/write": try write(parameters)
        case "importer/read": try read(parameters)
        case "constraint/constrain": try constrain(parameters)
        case "tokenizer/describe": try describe()
        case "tokenizer/encode": try encode(parameters)
        case "tokenizer/decode": try decode(parameters)
        case "tokenizer/grammar": try grammar(parameters)
        case "generator/fit": try fit(parameters)
        case "generator/load": try load(parameters)
        default: nil
        }
    }

    // MARK: For the methods of each kind

    /// A refusal of the plug-in, which is not a fault.
    struct Cannot: Error {
        let reason: String
    }

    /// The functions of an extension; nil if the library does not have it.
    func functions<Functions>(_ id: String, _ type: Functions.Type) -> Functions? {
        instance.pointer.pointee.extension(instance.pointer, id)?.assumingMemoryBound(to: Functions.self).pointee
    }

    /// Calls a function of the library.
    ///
    /// - Throws: `Cannot` if it refuses; `PluginError` if it fails.
    func calling(_ method: String, _ body: (UnsafeMutablePointer<CChar>) throws -> muse_result) throws {
        var refusal: String?
        try instance.host.calling("'\(instance.type)' failed in '\(method)'") { error in
            let result = try body(error)
            if result == MUSE_CANNOT { refusal = String(cString: error) }
            return result != MUSE_FAILED
        }
        if let refusal { throw Cannot(reason: refusal.isEmpty ? "it refuses" : refusal) }
    }

    /// - Throws: `PluginError` for a missing function.
    func required<Function>(_ function: Function?, _ method: String) throws -> Function {
        guard let function else { throw instance.host.failure("'\(instance.type)' has no function for '\(method)'") }
        return function
    }
}

/// What a library passes to muse during a call.
final class Received {
    var bytes: [UInt8] = []
    var scores: [(score: JSON, warning: String?)] = []
    var tokens: [Int32] = []
    var automaton: JSON?
    var failure: (any Error)?

    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ pointer: UnsafeMutableRawPointer?) -> Received? {
        pointer.map { Unmanaged<Received>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Appends bytes.
    static let put: muse_put = { to, start, count in
        guard let start else { return }
        start.withMemoryRebound(to: UInt8.self, capacity: count) {
            Received.at(to)?.bytes.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
    }

    /// Appends a score.
    static let putScore: muse_put_score = { to, score, warning in
        guard let score, let received = Received.at(to) else { return }
        do {
            received.scores.append((try CScore.json(score.pointee), warning.map { String(cString: $0) }))
        } catch {
            received.failure = received.failure ?? error
        }
    }

    /// The scores received.
    ///
    /// - Throws: `DetokenizationError` for a score whose `json` is not JSON.
    func checkedScores() throws -> [(score: JSON, warning: String?)] {
        if failure != nil { throw DetokenizationError("its 'json' is not JSON") }
        return scores
    }
}
