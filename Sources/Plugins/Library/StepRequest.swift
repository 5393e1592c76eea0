package import MuseProtocols

/// A request for `sampler/adjust` or `generator/scores`: of a `StepPage`, or in the form in which `ProcessRows` writes
/// it as a message. A message is parsed without a JSON decoder, which would take longer than all the rest of a step.
package struct StepRequest {
    /// The number of the message; 0 for a request of a page.
    package let id: Int
    package let instance: Int
    /// The number of scores in a row.
    package let size: Int
    /// The numbers of the rows that have ended.
    package private(set) var ended: [Int] = []
    /// For each tune its number, the position of its first new token, and the new tokens.
    package private(set) var rows: [(number: Int, start: Int, tokens: [TokenID])] = []
    /// The scores in base64, empty if they are to be computed; nil if they are in shared memory.
    private let text: String?

    init(
        instance: Int, size: Int, ended: [Int], rows: [(number: Int, start: Int, tokens: [TokenID])]
    ) {
        (id, self.instance, self.size, self.ended, self.rows, text) = (0, instance, size, ended, rows, nil)
    }

    /// nil for any other message.
    package init?(_ message: [UInt8]) {
        var scanner = Scanner(message)
        guard scanner.skip("{\"jsonrpc\":\"2.0\",\"id\":"), let id = scanner.number(), scanner.skip(",\"method\":\""),
            scanner.skip("sampler/adjust") || scanner.skip("generator/scores"),
            scanner.skip("\",\"params\":{\"instance\":"), let instance = scanner.number(), scanner.skip(",\"size\":"),
            let size = scanner.number(), scanner.skip(",\"ended\":["), let ended = scanner.numbers(),
            scanner.skip(",\"rows\":[")
        else { return nil }
        (self.id, self.instance, self.size, self.ended) = (id, instance, size, ended)
        while !scanner.skip("]") {
            _ = scanner.skip(",")
            guard scanner.skip("["), let number = scanner.number(), scanner.skip(","), let start = scanner.number(),
                scanner.skip(",["), let tokens = scanner.numbers(), scanner.skip("]")
            else { return nil }
            rows.append((number, start, tokens.map { TokenID($0) }))
        }
        text = scanner.skip(",\"scores\":\"") ? scanner.text() : nil
        guard scanner.skip("}}") else { return nil }
    }

    /// The scores in the request; nil if they are in shared memory.
    ///
    /// - Parameter count: the number of scores to compute, if none are sent.
    package func scores(count: Int) -> [Float]? {
        text.map { $0.isEmpty ? [Float](repeating: 0, count: count) : Base64.floats($0) ?? [] }
    }

    /// Reads fixed text and numbers from a message.
    private struct Scanner {
        private let bytes: [UInt8]
        private var next = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// Whether the text follows, and is skipped.
        mutating func skip(_ text: StaticString) -> Bool {
            let end = next + text.utf8CodeUnitCount
            let isNext = text.withUTF8Buffer { end <= bytes.count && bytes[next..<end].elementsEqual($0) }
            if isNext { next = end }
            return isNext
        }

        mutating func number() -> Int? {
            let start = next
            var value = 0
            while next < bytes.count, (0x30...0x39).contains(bytes[next]), value < 1 << 40 {
                value = 10 * value + Int(bytes[next] - 0x30)
                next += 1
            }
            return next > start ? value : nil
        }

        /// The rest of a list of numbers, with optional spaces, and its closing bracket.
        mutating func numbers() -> [Int]? {
            var numbers: [Int] = []
            while !skip("]") {
                if !numbers.isEmpty { guard skip(", ") || skip(",") else { return nil } }
                guard let number = number() else { return nil }
                numbers.append(number)
            }
            return numbers
        }

        /// The rest of a text without escapes, and its closing quote.
        mutating func text() -> String? {
            guard let end = bytes[next...].firstIndex(of: 0x22) else { return nil }
            defer { next = end + 1 }
            return String(decoding: bytes[next..<end], as: UTF8.self)
        }
    }
}
