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
        } catch let error as InvalidAnswer {
            throw instance.host.failure("'\(instance.type)' returned \(error.description)")
        } catch let error as DetokenizationError {
            throw instance.host.failure("'\(instance.type)' was sent an invalid score: \(error)")
        }
        guard instance.has(MUSE_CALLS) else {
            throw instance.host.failure(
                "'\(instance.type)' has neither the extension of its kind with '\(method)' nor \(MUSE_CALLS)")
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
    /// - Parameter canRefuse: whether the contract of the method allows a refusal; if not, it is a failure.
    /// - Throws: `Cannot` if it refuses; `PluginError` if it fails.
    func calling(
        _ method: String, canRefuse: Bool = false, _ body: (UnsafeMutablePointer<CChar>) throws -> muse_result
    ) throws {
        var refusal: String?
        try instance.host.calling("'\(instance.type)' failed in '\(method)'") { error in
            let result = try body(error)
            guard canRefuse, result == MUSE_CANNOT else { return result == MUSE_DONE }
            // The plug-in may have filled the whole buffer without a terminating zero.
            error[Int(MUSE_ERROR_SIZE) - 1] = 0
            refusal = String(cString: error)
            return true
        }
        if let refusal { throw Cannot(reason: refusal.isEmpty ? "it refuses" : refusal) }
    }

    /// - Throws: `PluginError` for a missing function.
    func required<Function>(_ function: Function?, _ method: String) throws -> Function {
        guard let function else { throw instance.host.failure("'\(instance.type)' has no function for '\(method)'") }
        return function
    }
}

/// What is wrong with a library's answer, as a phrase after "returned".
struct InvalidAnswer: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension UnsafeBufferPointer {
    /// An array of a library.
    ///
    /// - Throws: `InvalidAnswer` for a null pointer to elements.
    init(_ start: UnsafePointer<Element>?, _ count: Int, _ name: String) throws(InvalidAnswer) {
        guard count == 0 || (start != nil && count > 0) else {
            throw InvalidAnswer("\(count) \(name) at \(start == nil ? "NULL" : "an address")")
        }
        self.init(start: start, count: count)
    }
}

/// What a library passes to muse during a call.
final class Received {
    var bytes: [UInt8] = []
    var scores: [(score: JSON, warning: String?)] = []
    var tokens: [Int32] = []
    var automaton: JSON?
    private var failure: InvalidAnswer?

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
        received.receive { () throws(InvalidAnswer) in
            received.scores.append((try CScore.json(score.pointee), warning.map { String(cString: $0) }))
        }
    }

    /// Calls `body` and keeps its first error, which cannot be thrown through the library.
    func receive(_ body: () throws(InvalidAnswer) -> Void) {
        do {
            try body()
        } catch {
            failure = failure ?? error
        }
    }

    /// - Throws: `InvalidAnswer` if anything received was invalid.
    func check() throws {
        if let failure { throw failure }
    }
}
