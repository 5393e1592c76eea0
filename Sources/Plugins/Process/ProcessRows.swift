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
        let isDone = try instance.host.withConnection { connection in
            guard let memory = connection.memory, rows.count * size <= memory.floats.count else { return false }
            if !areNew { copy(scores, to: memory, size) }
            guard try connection.step(method, instance: instance.number, size: size, ended: ended, new) else {
                return false
            }
            scores = rows.indices.map { Array(memory.floats[$0 * size..<($0 + 1) * size]) }
            return true
        }
        if isDone { return }
        var request = Array("\(instance.parametersStart),\"size\":\(size),\"ended\":\(ended),\"rows\":".utf8)
        for (i, row) in new.enumerated() {
            request.append(i > 0 ? UInt8(ascii: ",") : UInt8(ascii: "["))
            request += "[\(row.number),\(row.start),[".utf8
            for (j, token) in row.tokens.enumerated() { request += "\(j > 0 ? "," : "")\(token)".utf8 }
            request += "]]".utf8
        }
        request.append(UInt8(ascii: "]"))
        try instance.host.withConnection { connection in
            if let memory = connection.memory, rows.count * size <= memory.floats.count {
                if !areNew { copy(scores, to: memory, size) }
                _ = try connection.ask(method, request + [UInt8(ascii: "}")], Scored.self)
                scores = rows.indices.map { Array(memory.floats[$0 * size..<($0 + 1) * size]) }
            } else {
                let sent = Array(",\"scores\":\"".utf8) + (areNew ? [] : Base64.encoded(scores))
                let answer = try connection.ask(method, request + sent + Array("\"}".utf8), Scored.self)
                guard let numbers = answer.scores.flatMap(Base64.floats), numbers.count == rows.count * size else {
                    throw instance.host.failure(
                        "returned invalid scores from '\(method)', expected \(rows.count) rows of \(size)")
                }
                scores = rows.indices.map { Array(numbers[$0 * size..<($0 + 1) * size]) }
            }
        }
    }
}

extension ProcessRows {
    private func copy(_ scores: [[Float]], to memory: SharedMemory, _ size: Int) {
        for (i, scores) in scores.enumerated() {
            _ = memory.floats[i * size..<(i + 1) * size].update(fromContentsOf: scores)
        }
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
