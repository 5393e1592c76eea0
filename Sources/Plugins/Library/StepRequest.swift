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

    /// Reads a request.
    package init(_ words: UnsafeBufferPointer<Int32>) {
        var words = StepWords(words)
        instance = words.take()
        size = words.take()
        ended = words.list().map(Int.init)
        rows = (0..<words.takeRowCount()).map { _ in
            Row(number: words.take(), start: words.take(), tokens: Array(words.list()), context: Array(words.list()))
        }
    }

    package var words: [Int32] {
        var words = Self.start(instance: instance, size: size, ended: ended, rowCount: rows.count)
        for row in rows {
            words += [Int32(row.number), Int32(row.start), Int32(row.tokens.count)] + row.tokens
            words += [Int32(row.context.count)] + row.context
        }
        return words
    }

    /// The words before those of the rows.
    static func start(instance: Int, size: Int, ended: [Int], rowCount: Int) -> [Int32] {
        var words: [Int32] = []
        words.reserveCapacity(4 + ended.count + 8 * rowCount)
        words.append(Int32(instance))
        words.append(Int32(size))
        words.append(Int32(ended.count))
        for number in ended { words.append(Int32(number)) }
        words.append(Int32(rowCount))
        return words
    }
}

/// Reads the words of a request in order. What lies behind their end reads as 0: a library can write anywhere in the
/// memory of its process.
struct StepWords {
    private let words: UnsafeBufferPointer<Int32>
    private var next = 0

    init(_ words: UnsafeBufferPointer<Int32>) { self.words = words }

    mutating func take() -> Int {
        guard next < words.count else { return 0 }
        defer { next += 1 }
        return Int(words[next])
    }

    mutating func takeRowCount() -> Int { min(max(0, take()), words.count) }

    /// A list, preceded by its length.
    mutating func list() -> UnsafeBufferPointer<Int32> {
        let count = min(max(0, take()), words.count - next)
        defer { next += count }
        return UnsafeBufferPointer(rebasing: words[next..<next + count])
    }
}
