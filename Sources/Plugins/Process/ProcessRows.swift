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

        fileprivate func news(of tokens: [TokenID]) throws -> StepRequest.Row {
            let start = min(seen, tokens.count)
            seen = tokens.count
            var words: [Int32] = []
            try context.append(tokens, to: &words)
            return StepRequest.Row(number: number, start: start, tokens: Array(tokens[start...]), context: words)
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
    ///   - tokens: all tokens of each tune so far.
    /// - Throws: `PluginError`.
    func step(
        _ scores: inout [[Float]], size: Int, areNew: Bool, _ rows: [Row], _ tokens: [[TokenID]]
    ) throws {
        try context.tell(rows.first?.tune.context) {
            _ = try instance.ask(ContextMessage.method, $0, Empty.self)
        }
        let request = StepRequest(
            instance: instance.number, size: size, ended: instance.takeEndedRows(),
            rows: try zip(rows, tokens).map { try $0.news(of: $1) })
        try instance.withConnection { connection in
            let isShared = rows.count * size <= connection.memory?.floats.count ?? 0
            guard isShared, let memory = connection.memory else {
                scores = try self.scores(sending: areNew ? [] : scores, request, connection)
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
            if areNew { scores = rows.map { _ in [Float](repeating: 0, count: size) } }
            for i in scores.indices {
                scores[i].withUnsafeMutableBufferPointer {
                    _ = $0.update(fromContentsOf: memory.floats[i * size..<(i + 1) * size])
                }
            }
        }
    }

    private struct Empty: EmptyDecodable {}

    /// The parameters of a step that is sent as a message, without the closing brace.
    private func message(_ request: StepRequest) -> [UInt8] {
        guard instance.host.manifest.interface == 1, !instance.host.isLibrary else {
            let words = Base64.text(request.words.withUnsafeBytes { Array($0) })
            return Array("\(instance.parametersStart),\"step\":\"\(words)\"".utf8)
        }
        let rows = request.rows.map { "[\($0.number),\($0.start),\($0.tokens)]" }.joined(separator: ",")
        return Array(
            "\(instance.parametersStart),\"size\":\(request.size),\"ended\":\(request.ended),\"rows\":[\(rows)]".utf8)
    }

    /// A step whose scores are in the messages.
    private func scores(
        sending sent: [[Float]], _ request: StepRequest, _ connection: ProcessConnection
    ) throws -> [[Float]] {
        let text = Array(",\"scores\":\"".utf8) + Base64.encoded(sent) + Array("\"}".utf8)
        let answer = try connection.ask(method, message(request) + text, Scored.self)
        let (count, size) = (request.rows.count, request.size)
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

    func retain(_ keep: [Bool]) { rows = zip(rows, keep).filter(\.1).map(\.0) }

    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws {
        var parts: [[Float]] = []
        try all.step(&parts, size: size, areNew: true, rows, tokens)
        scores = Array(parts.joined())
    }
}
