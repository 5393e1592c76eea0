import MuseProtocols
import MuseStorage

/// The rows (tunes) of a component in a process. One request covers all rows and sends only what is new of each.
final class ProcessRows: Sendable {
    let instance: ProcessInstance
    private let method: String
    private let context: ContextMessage

    private struct Scored: EmptyDecodable {
        /// Scores in base64; nil if they are in shared memory.
        var scores: String?
    }

    /// One tune. Used by one thread at a time.
    final class Row: @unchecked Sendable {
        fileprivate let tune: PluginTune
        private let number: Int
        private let instance: ProcessInstance
        private let context: ContextWriter
        private var seen = 0

        fileprivate init(_ instance: ProcessInstance, _ tune: PluginTune) {
            self.instance = instance
            self.tune = tune
            context = ContextWriter(instance.needs, tune)
            number = instance.beginRow()
        }

        deinit { instance.endRow(number) }

        /// Appends what is new of the tune to a `StepRequest`.
        fileprivate func append(_ tokens: [TokenID], to words: inout [Int32]) throws {
            let start = min(seen, tokens.count)
            seen = tokens.count
            words.append(Int32(number))
            words.append(Int32(start))
            words.append(Int32(tokens.count - start))
            words += tokens[start...]
            words.append(0)
            let contextStart = words.count
            try context.append(tokens, to: &words)
            words[contextStart - 1] = Int32(words.count - contextStart)
        }
    }

    init(_ method: String, _ instance: ProcessInstance) {
        self.method = method
        self.instance = instance
        context = ContextMessage(instance.needs)
    }

    func begin(_ tune: PluginTune) -> Row { Row(instance, tune) }

    /// Lets the process adjust scores, or compute new ones.
    ///
    /// - Parameters:
    ///   - scores: one row for each tune. Not sent if `areNew`.
    ///   - size: the length of a row.
    ///   - areNew: whether the process computes the scores rather than adjusts them.
    ///   - count: the number of tunes.
    ///   - row: a tune, and all its tokens so far.
    /// - Throws: `PluginError`.
    func step(
        _ scores: inout [[Float]], size: Int, areNew: Bool, count: Int, _ row: (Int) -> (Row, [TokenID])
    ) throws {
        if count > 0 {
            try context.send(row(0).0.tune.context) { _ = try instance.ask(ContextMessage.method, $0, Empty.self) }
        }
        var request = StepRequest.start(
            instance: instance.number, size: size, ended: instance.takeEndedRows(), rowCount: count)
        for i in 0..<count {
            let (row, tokens) = row(i)
            try row.append(tokens, to: &request)
        }
        try instance.withConnection { connection in
            let isShared = count * size <= connection.memory?.floats.count ?? 0
            guard isShared, let memory = connection.memory else {
                scores = try self.scores(
                    sending: areNew ? [] : scores, request, count: count, size: size, connection)
                return
            }
            if !areNew {
                for (i, scores) in scores.enumerated() {
                    _ = memory.floats[i * size..<(i + 1) * size].update(fromContentsOf: scores)
                }
            }
            if try !connection.step(method, request) {
                _ = try connection.ask(method, message(request) + [UInt8(ascii: "}")], Scored.self)
            }
            if areNew { scores = [[Float]](repeating: [Float](repeating: 0, count: size), count: count) }
            for i in scores.indices {
                scores[i].withUnsafeMutableBufferPointer {
                    _ = $0.update(fromContentsOf: memory.floats[i * size..<(i + 1) * size])
                }
            }
        }
    }

    private struct Empty: EmptyDecodable {}

    /// The parameters of a step that is sent as a message, without the closing brace.
    private func message(_ words: [Int32]) -> [UInt8] {
        guard instance.host.manifest.interface == 1, !instance.host.isLibrary else {
            let text = Base64.text(words.withUnsafeBytes { Array($0) })
            return Array("\(instance.parametersStart),\"step\":\"\(text)\"".utf8)
        }
        let request = words.withUnsafeBufferPointer { StepRequest($0) }
        let rows = request.rows.map { "[\($0.number),\($0.start),\($0.tokens)]" }.joined(separator: ",")
        return Array(
            "\(instance.parametersStart),\"size\":\(request.size),\"ended\":\(request.ended),\"rows\":[\(rows)]".utf8)
    }

    /// A step whose scores are in the messages.
    private func scores(
        sending sent: [[Float]], _ request: [Int32], count: Int, size: Int, _ connection: ProcessConnection
    ) throws -> [[Float]] {
        let text = Array(",\"scores\":\"".utf8) + Base64.encoded(sent) + Array("\"}".utf8)
        let answer = try connection.ask(method, message(request) + text, Scored.self)
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

    func begin(_ tunes: [PluginTune]) { rows += tunes.map(all.begin) }

    func retain(_ keep: [Bool]) { rows.retain(keep) }

    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws {
        var parts: [[Float]] = []
        try all.step(&parts, size: size, areNew: true, count: rows.count) { (rows[$0], tokens[$0]) }
        scores = Array(parts.joined())
    }
}
