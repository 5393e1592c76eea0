/// The play order of the parts in a header's `P:`: `AABB`, `A2(BC)3`.
enum PlayOrder {
    case order([String])
    case tooLong
    case invalid

    static let limit = 1_000

    static func parse(_ text: String) -> PlayOrder {
        var stack: [[String]] = [[]]
        var last: [String] = []
        var bytes = Array(text.utf8.filter { $0 != UInt8(ascii: ".") && !$0.isSpace })[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                last = [String(Unicode.Scalar(byte))]
                stack[stack.count - 1] += last
            case UInt8(ascii: "("):
                guard stack.count < 32 else { return .tooLong }
                stack.append([])
                last = []
            case UInt8(ascii: ")"):
                guard stack.count > 1, let group = stack.popLast() else { return .invalid }
                last = group
                stack[stack.count - 1] += group
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                var digits = String(Unicode.Scalar(byte))
                while let next = bytes.first, next.isDigit {
                    digits.unicodeScalars.append(Unicode.Scalar(next))
                    bytes.removeFirst()
                }
                guard !last.isEmpty else { return .invalid }
                guard let count = Int(digits), count <= limit else { return .tooLong }
                for _ in 1..<max(1, count) {
                    stack[stack.count - 1] += last
                    if stack[stack.count - 1].count > limit { return .tooLong }
                }
                last = []
            default: return .invalid
            }
            if stack[stack.count - 1].count > limit { return .tooLong }
        }
        return stack.count == 1 ? .order(stack[0]) : .invalid
    }
}
