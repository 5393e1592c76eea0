#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A process's response to one request, as in JSON-RPC 2.0.
struct Answer<Result: Decodable>: Decodable {
    private let id: Int
    private let result: Result?
    private let error: Fault?

    private struct Fault: Decodable {
        let message: String?
    }

    struct Mistake: Error {
        /// What was found instead of a response.
        let message: String

        init(message: String) { self.message = message }

        init(_ bytes: [UInt8]) {
            message = "'\(String(decoding: bytes.prefix(60), as: UTF8.self))\(bytes.count > 60 ? "…" : "")'"
        }
    }

    /// The result of a response.
    ///
    /// - Throws: `Mistake` if the bytes are not a response to the request; `Refusal` if the response is an error.
    static func result(_ bytes: [UInt8], to id: Int) throws -> Result {
        if let type = Result.self as? any EmptyDecodable.Type, isEmpty(bytes, to: id),
            let empty = type.init() as? Result
        {
            return empty
        }
        let answer: Answer
        do {
            answer = try JSONDecoder().decode(Answer.self, from: Data(bytes))
        } catch {
            throw Mistake(bytes)
        }
        guard answer.id == id else { throw Mistake(message: "an answer to request \(answer.id), expected \(id)") }
        if let error = answer.error { throw Refusal(message: error.message ?? "an error without a message") }
        guard let result = answer.result else { throw Mistake(message: "an answer with neither result nor error") }
        return result
    }

    /// Decodes a bare result, without a response around it.
    ///
    /// - Throws: `Mistake` if the bytes are not such a result.
    static func result(of bytes: [UInt8]) throws -> Result {
        do {
            return try JSONDecoder().decode(Result.self, from: Data(bytes))
        } catch {
            throw Mistake(bytes)
        }
    }

    /// Whether the response is `{"jsonrpc":"2.0","id":7,"result":{}}`, the most common one. Recognising it without a
    /// JSON decoder saves a considerable part of a step's time.
    private static func isEmpty(_ bytes: [UInt8], to id: Int) -> Bool {
        guard bytes.count < 80 else { return false }
        return bytes.lazy.filter { $0 != 0x20 }.elementsEqual("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"result\":{}}".utf8)
    }
}

/// A result that may be empty.
protocol EmptyDecodable: Decodable {
    init()
}

/// An error response: the process could not handle the request.
struct Refusal: Error {
    let message: String
}

/// A progress message from a process that is working on a request.
struct ProgressMessage: Decodable {
    let method: String
    let params: Parameters

    struct Parameters: Decodable {
        /// The fraction done, 0 to 1.
        let share: Double
        let words: String?
    }

    /// nil if the bytes are not a progress message.
    init?(_ bytes: [UInt8]) {
        guard let message = try? JSONDecoder().decode(Self.self, from: Data(bytes)), message.method == "progress" else {
            return nil
        }
        self = message
    }
}
