#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a process answers to one question, after JSON-RPC 2.0.
struct Answer<Result: Decodable>: Decodable {
    private let id: Int
    private let result: Result?
    private let error: Fault?

    private struct Fault: Decodable {
        let message: String?
    }

    struct Mistake: Error {
        /// What it is instead of an answer.
        let message: String

        init(message: String) { self.message = message }

        init(_ bytes: [UInt8]) {
            message = "'\(String(decoding: bytes.prefix(60), as: UTF8.self))\(bytes.count > 60 ? "…" : "")'"
        }
    }

    /// The result of an answer.
    ///
    /// - Throws: `Mistake` where it is no answer to the question; `Refusal` where it is an error.
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
        guard answer.id == id else { throw Mistake(message: "an answer to question \(answer.id), not \(id)") }
        if let error = answer.error { throw Refusal(message: error.message ?? "an error without a message") }
        guard let result = answer.result else { throw Mistake(message: "an answer with neither result nor error") }
        return result
    }

    /// The result itself, of one that stands alone.
    ///
    /// - Throws: `Mistake` where it is none.
    static func result(of bytes: [UInt8]) throws -> Result {
        do {
            return try JSONDecoder().decode(Result.self, from: Data(bytes))
        } catch {
            throw Mistake(bytes)
        }
    }

    /// Whether it is the commonest answer, `{"jsonrpc":"2.0","id":7,"result":{}}`: that needs no decoder, which would
    /// take a good part of a step's time.
    private static func isEmpty(_ bytes: [UInt8], to id: Int) -> Bool {
        guard bytes.count < 80 else { return false }
        return bytes.lazy.filter { $0 != 0x20 }.elementsEqual("{\"jsonrpc\":\"2.0\",\"id\":\(id),\"result\":{}}".utf8)
    }
}

/// A result that may have nothing in it.
protocol EmptyDecodable: Decodable {
    init()
}

/// The process cannot or does not want to, in its own words.
struct Refusal: Error {
    let message: String
}

/// A word from a process that works on an answer, of how far it is.
struct News: Decodable {
    let method: String
    let params: Parameters

    struct Parameters: Decodable {
        /// 0 to 1.
        let share: Double
        let words: String?
    }

    /// nil for what is none.
    init?(_ bytes: [UInt8]) {
        guard let news = try? JSONDecoder().decode(News.self, from: Data(bytes)), news.method == "progress" else {
            return nil
        }
        self = news
    }
}
