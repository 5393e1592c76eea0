import MuseProtocols

/// A sampler in a process, in a recipe's chain. All tunes of a step go there at once; of a tune's tokens those that are new.
struct ProcessSampler: BatchedSampler {
    private let instance: Hosted<Instance>
    private var row: Row?

    init(_ type: String, _ host: ProcessHost, _ settings: PluginSettings) {
        instance = Hosted { Instance(type, host, number: try host.instance("sampler", type, settings)) }
    }

    mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        var rows = [logits]
        var samplers = [self]
        try Self.adjust(&rows, of: &samplers, at: [step])
        logits = rows[0]
        self = samplers[0]
    }

    static func adjust(_ logits: inout [[Float]], of samplers: inout [Self], at steps: [Step]) throws {
        guard let first = samplers.first else { return }
        let instance = try first.instance.get()
        let rows = samplers.indices.map { i in
            let row = samplers[i].row ?? Row(instance)
            samplers[i].row = row
            return row
        }
        for (row, scores) in zip(rows, logits) { row.check.note(scores) }
        try instance.adjust(&logits, rows, steps)
        for (row, scores) in zip(rows, logits) {
            if let breach = row.check.breach(scores) { throw instance.host.failure("'\(instance.type)' \(breach)") }
        }
    }

    /// The sampler inside, with its settings.
    private final class Instance: Sendable {
        let type: String
        let host: ProcessHost
        private let number: Int
        private let book = Monitor(Book())

        private struct Book {
            var lastRow = 0
            /// Rows that nobody has any more, and of which the process is still to be told.
            var ended: [Int] = []
        }

        private struct Adjusted: EmptyDecodable {
            /// Missing where they lie in shared memory.
            var scores: String?
        }

        init(_ type: String, _ host: ProcessHost, number: Int) {
            self.type = type
            self.host = host
            self.number = number
        }

        func begin() -> Int {
            book.change { book in
                book.lastRow += 1
                return book.lastRow
            }
        }

        func end(_ row: Int) { book.change { $0.ended.append(row) } }

        func adjust(_ logits: inout [[Float]], _ rows: [Row], _ steps: [Step]) throws {
            let ended = book.change { book in
                defer { book.ended = [] }
                return book.ended
            }
            let size = logits.first?.count ?? 0
            var question = Array("{\"instance\":\(number),\"size\":\(size),\"ended\":\(ended),\"rows\":".utf8)
            for (i, (row, step)) in zip(rows, steps).enumerated() {
                let new = row.unseen(of: step.tokens)
                question.append(i > 0 ? UInt8(ascii: ",") : UInt8(ascii: "["))
                question += "[\(row.number),\(step.tokens.count - new.count),[".utf8
                for (j, token) in new.enumerated() { question += "\(j > 0 ? "," : "")\(token)".utf8 }
                question += "]]".utf8
            }
            question.append(UInt8(ascii: "]"))
            try host.asking { connection in
                if let memory = connection.memory, rows.count * size <= memory.floats.count {
                    for (i, scores) in logits.enumerated() {
                        _ = memory.floats[i * size..<(i + 1) * size].update(fromContentsOf: scores)
                    }
                    _ = try connection.ask("sampler/adjust", question + [UInt8(ascii: "}")], Adjusted.self)
                    for i in rows.indices { logits[i] = Array(memory.floats[i * size..<(i + 1) * size]) }
                } else {
                    let parameters = question + Array(",\"scores\":\"".utf8) + Base64.encoded(logits)
                    let answer = try connection.ask("sampler/adjust", parameters + Array("\"}".utf8), Adjusted.self)
                    guard let numbers = answer.scores.flatMap(Base64.floats), numbers.count == rows.count * size else {
                        throw host.failure(
                            "answers 'sampler/adjust' with other scores than \(rows.count) times \(size)")
                    }
                    for i in rows.indices { logits[i] = Array(numbers[i * size..<(i + 1) * size]) }
                }
            }
        }
    }

    /// A tune in the process. One thread's at a time.
    private final class Row: @unchecked Sendable {
        let number: Int
        var check = ScoreCheck()
        private let instance: Instance
        private var seen = 0

        init(_ instance: Instance) {
            self.instance = instance
            number = instance.begin()
        }

        deinit { instance.end(number) }

        func unseen(of tokens: [TokenID]) -> ArraySlice<TokenID> {
            defer { seen = tokens.count }
            return tokens[min(seen, tokens.count)...]
        }
    }
}
