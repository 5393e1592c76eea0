import MuseProtocols

/// A sampler in a process. Of a tune's tokens it is sent those that it has not seen.
final class ProcessSampler: HostedSampler {
    private let host: ProcessHost
    private let instance: Int
    private let book = Monitor(Book())

    private struct Book {
        var lastRow = 0
        /// Rows that nobody has any more, and of which the process is still to be told.
        var ended: [Int] = []
    }

    init(_ host: ProcessHost, instance: Int) {
        self.host = host
        self.instance = instance
    }

    func begin() throws -> any HostedRow {
        Row(
            book.change {
                $0.lastRow += 1
                return $0.lastRow
            }, self)
    }

    func adjust(_ logits: inout [[Float]], of rows: [any HostedRow], tokens: [[TokenID]]) throws {
        let rows = rows.compactMap { $0 as? Row }
        precondition(rows.count == logits.count, "a row of another sampler")
        let ended = book.change { book in
            defer { book.ended = [] }
            return book.ended
        }
        var text = "{\"instance\":\(instance),\"ended\":\(ended),\"rows\":["
        for (i, row) in rows.enumerated() {
            let new = row.unseen(of: tokens[i])
            text += "\(i > 0 ? "," : "")[\(row.number),\(tokens[i].count - new.count),\(Array(new))]"
        }
        text += "],\"scores\":\""
        let parameters = Array(text.utf8) + Base64.encoded(logits) + Array("\"}".utf8)
        let answer = try host.ask("sampler/adjust", parameters)
        guard let scores = answer.result?["scores"]?.stringValue else {
            throw host.failure("answers 'sampler/adjust' without scores")
        }
        let size = logits.first?.count ?? 0
        guard let numbers = Base64.floats(scores), numbers.count == rows.count * size else {
            throw host.failure("answers 'sampler/adjust' with other scores than \(rows.count) times \(size)")
        }
        for i in rows.indices { logits[i] = Array(numbers[i * size..<(i + 1) * size]) }
    }

    private final class Row: HostedRow {
        let number: Int
        private let sampler: ProcessSampler
        private let seen = Monitor(0)

        init(_ number: Int, _ sampler: ProcessSampler) {
            self.number = number
            self.sampler = sampler
        }

        deinit { sampler.book.change { $0.ended.append(number) } }

        func unseen(of tokens: [TokenID]) -> ArraySlice<TokenID> {
            seen.change { seen in
                defer { seen = tokens.count }
                return tokens[min(seen, tokens.count)...]
            }
        }
    }
}
