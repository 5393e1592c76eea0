import MuseProtocols

/// What a process answers to one question, after JSON-RPC 2.0.
struct Answer {
    let result: JSON?
    /// Its own words on why there is none.
    let error: String?

    struct Mistake: Error {
        let message: String
    }

    /// - Throws: `Mistake` where it is no answer to the question.
    init(_ bytes: [UInt8], to id: Int) throws {
        guard let json = try? JSON(parsing: bytes) else {
            throw Mistake(message: "'\(String(decoding: bytes.prefix(60), as: UTF8.self))'")
        }
        guard json["id"]?.intValue == id else { throw Mistake(message: "an answer to another question than \(id)") }
        result = json["result"]
        error = json["error"].map { $0["message"]?.stringValue ?? "an error without a message" }
        if result == nil, error == nil { throw Mistake(message: "an answer with neither result nor error") }
    }
}
