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

    /// The number of words.
    package var wordCount: Int {
        rows.reduce(4 + ended.count) { $0 + 4 + $1.tokens.count + $1.context.count }
    }

    package var words: [Int32] {
        [Int32](unsafeUninitializedCapacity: wordCount) { words, count in
            write(to: words.baseAddress)
            count = wordCount
        }
    }

    /// Writes the words to memory for `wordCount` of them.
    package func write(to memory: UnsafeMutablePointer<Int32>?) {
        guard var next = memory else { return }
        func put(_ word: Int) {
            next.pointee = Int32(word)
            next += 1
        }
        func put(_ list: [Int32]) {
            put(list.count)
            list.withUnsafeBufferPointer { list in
                if let start = list.baseAddress { next.update(from: start, count: list.count) }
            }
            next += list.count
        }
        put(instance)
        put(size)
        put(ended.count)
        for number in ended { put(number) }
        put(rows.count)
        for row in rows {
            put(row.number)
            put(row.start)
            put(row.tokens)
            put(row.context)
        }
    }
}
