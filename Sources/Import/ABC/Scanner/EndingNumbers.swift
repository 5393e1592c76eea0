/// The numbers of an ending: `1`, `1,3`, `1-3`, `1.`
package struct EndingNumbers: Equatable {
    package let offset: Int
    package private(set) var numbers: [Int] = []
    /// Whether a number was not from 1 to 99 and is missing from `numbers`.
    package private(set) var isOutOfRange = false

    init(_ cursor: inout LineCursor) {
        offset = cursor.offset
        while let number = cursor.number() {
            var last = number
            if cursor.peek() == UInt8(ascii: "-"), cursor.peek(1).isDigit {
                cursor.offset += 1
                last = cursor.number() ?? number
            }
            if (1...99).contains(number), (number...99).contains(last) {
                for n in number...last where !numbers.contains(n) { numbers.append(n) }
            } else {
                isOutOfRange = true
            }
            let separator = cursor.peek()
            guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: ".") else { break }
            if cursor.peek(1).isDigit {
                cursor.offset += 1
            } else {
                if cursor.peek(1).isSpace || cursor.peek(1) == 0 { cursor.offset += 1 }
                break
            }
        }
    }
}
