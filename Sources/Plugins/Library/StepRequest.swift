package import MuseProtocols

/// A request to adjust or compute the scores of a step, as 32-bit words: the instance, the number of scores of a tune,
/// the number of ended tunes and their numbers, the number of tunes, and for each its number, the position of its first
/// new token, the new tokens and the context, each preceded by its length.
package struct StepRequest: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        package let number: Int
        /// The position of the first new token.
        package let start: Int
        package let tokens: [TokenID]
        /// Items of a `ContextWriter`; empty for components that need none.
        package let context: [Int32]

        package init(number: Int, start: Int, tokens: [TokenID], context: [Int32] = []) {
            self.number = number
            self.start = start
            self.tokens = tokens
            self.context = context
        }
    }

    package let instance: Int
    /// The number of scores in a row.
    package let size: Int
    /// The numbers of the rows that have ended.
    package let ended: [Int]
    package let rows: [Row]

    package init(instance: Int, size: Int, ended: [Int], rows: [Row]) {
        self.instance = instance
        self.size = size
        self.ended = ended
        self.rows = rows
    }

    /// Reads a request. What lies behind the end of `words` reads as 0: a library can write anywhere in the memory of
    /// its process.
    package init(_ words: UnsafeBufferPointer<Int32>) {
        var next = 0
        func take() -> Int {
            guard next < words.count else { return 0 }
            defer { next += 1 }
            return Int(words[next])
        }
        func list() -> [Int32] {
            let count = min(max(0, take()), words.count - next)
            defer { next += count }
            return Array(words[next..<next + count])
        }
        instance = take()
        size = take()
        ended = list().map(Int.init)
        rows = (0..<min(max(0, take()), words.count)).map { _ in
            Row(number: take(), start: take(), tokens: list(), context: list())
        }
    }

    package var words: [Int32] {
        var words = [Int32(instance), Int32(size), Int32(ended.count)]
        words += ended.lazy.map { Int32($0) }
        words.append(Int32(rows.count))
        for row in rows {
            words += [Int32(row.number), Int32(row.start), Int32(row.tokens.count)]
            words += row.tokens
            words.append(Int32(row.context.count))
            words += row.context
        }
        return words
    }
}
