import MuseProtocols

/// The rows (tunes) of a component in a process. One request covers all rows and sends only the new tokens of each.
final class ProcessRows: Sendable {
    let instance: ProcessInstance
    private let method: String

    private struct Scored: EmptyDecodable {
        /// Scores in base64; nil if they are in shared memory.
        var scores: String?
    }

    /// One tune. Used by one thread at a time.
    final class Row: @unchecked Sendable {
        fileprivate let number: Int
        private let instance: ProcessInstance
        private var seen = 0

        fileprivate init(_ instance: ProcessInstance) {
            self.instance = instance
            number = instance.beginRow()
        }

        deinit { instance.endRow(number) }

        fileprivate func unseen(of tokens: [TokenID]) -> ArraySlice<TokenID> {
            defer { seen = tokens.count }
            return tokens[min(seen, tokens.count)...]
        }
    }

    init(_ method: String, _ instance: ProcessInstance) {
        self.method = method
        self.instance = instance
    }

    func begin() -> Row { Row(instance) }

    /// Lets the process adjust scores, or compute new ones.
    ///
    /// - Parameters:
    ///   - scores: one row for each tune. Not sent if `areNew`.
    ///   - size: the length of a row.
    ///   - areNew: whether the process computes the scores rather than adjusts them.
    ///   - tokens: all tokens of each tune so far.
    /// - Throws: `PluginError`.
    func step(
        _ scores: inout [[Float]], size: Int, areNew: Bool, _ rows: [Row], _ tokens: [[TokenID]]
    ) throws {
        let ended = instance.takeEndedRows()
        let new = zip(rows, tokens).map { row, tokens in
            let unseen = row.unseen(of: tokens)
            return (number: row.number, start: tokens.count - unseen.count, tokens: unseen)
        }
        try instance.host.withConnection { connection in
            guard let memory = connection.memory, rows.count * size <= memory.floats.count else {
                scores = try self.scores(
                    sending: areNew ? [] : scores, count: rows.count, size: size, request(size, ended, new), connection)
                return
            }
            if !areNew {
                for (i, scores) in scores.enumerated() {
                    _ = memory.floats[i * size..<(i + 1) * size].update(fromContentsOf: scores)
                }
            }
            if try !connection.step(method, instance: instance.number, size: size, ended: ended, new) {
                _ = try connection.ask(method, request(size, ended, new) + [UInt8(ascii: "}")], Scored.self)
            }
            scores = rows.indices.map { Array(memory.floats[$0 * size..<($0 + 1) * size]) }
        }
    }

    /// A row with its new tokens, and the position of the first of them.
    private typealias NewTokens = (number: Int, start: Int, tokens: ArraySlice<TokenID>)

    /// The parameters of a step as JSON, without the closing brace.
    private func request(_ size: Int, _ ended: [Int], _ rows: [NewTokens]) -> [UInt8] {
        var request = Array("\(instance.parametersStart),\"size\":\(size),\"ended\":\(ended),\"rows\":[".utf8)
        for (i, row) in rows.enumerated() {
            request += "\(i > 0 ? "," : "")[\(row.number),\(row.start),[".utf8
            for (j, token) in row.tokens.enumerated() { request += "\(j > 0 ? "," : "")\(token)".utf8 }
            request += "]]".utf8
        }
        return request + [UInt8(ascii: "]")]
    }

    /// A step whose scores are in the messages.
    private func scores(
        sending sent: [[Float]], count: Int, size: Int, _ request: [UInt8], _ connection: ProcessConnection
    ) throws -> [[Float]] {
        let text = Array(",\"scores\":\"".utf8) + Base64.encoded(sent) + Array("\"}".utf8)
        let answer = try connection.ask(method, request + text, Scored.self)
        guard let numbers = answer.scores.flatMap(Base64.floats), numbers.count == count * size else {
            throw instance.host.failure(
                "returned invalid scores from '\(method)', expected \(count) rows of \(size)")
        }
        return (0..<count).map { Array(numbers[$0 * size..<($0 + 1) * size]) }
    }
}

/// The scorer of a generator in a process.
final class ProcessScorer: PluginScorer {
    private let all: ProcessRows
    private var rows: [ProcessRows.Row] = []

    init(_ all: ProcessRows) { self.all = all }

    func begin(_ count: Int) { rows += (0..<count).map { _ in all.begin() } }

    func retain(_ keep: [Bool]) { rows = zip(rows, keep).filter(\.1).map(\.0) }

    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws {
        var parts: [[Float]] = []
        try all.step(&parts, size: size, areNew: true, rows, tokens)
        scores = Array(parts.joined())
    }
}
