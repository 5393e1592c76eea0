/// The start of a tuplet: `(p`, `(p:q`, `(p:q:r`, `(p::r`: p notes in the time of q, for r notes.
///
/// Source: ABC 2.1, section 4.13.
package struct TupletToken: Equatable {
    package let p: Int
    package let q: Int?
    package let r: Int?

    init(_ cursor: inout LineCursor) {
        cursor.offset += 1
        p = cursor.number() ?? 0
        var q: Int?
        var r: Int?
        // `(3::` can only be a tuplet, but `(3:|` is one before a bar line.
        if cursor.peek() == UInt8(ascii: ":"), cursor.peek(1) != UInt8(ascii: "|") {
            cursor.offset += 1
            q = cursor.number()
            if cursor.peek() == UInt8(ascii: ":"), cursor.peek(1) != UInt8(ascii: "|") {
                cursor.offset += 1
                r = cursor.number()
            }
        }
        self.q = q
        self.r = r
    }

    package var isValid: Bool {
        (2...255).contains(p) && (1...255).contains(q ?? 1) && (1...255).contains(r ?? 1)
    }

    package var count: Int { r ?? p }

    /// q, or what it is by default. Five, seven or nine notes take the time of 3 in a compound meter, else that of 2.
    package func normal(inCompoundMeter isCompound: Bool) -> Int {
        if let q { return q }
        return switch p {
        case 2, 4, 8: 3
        case 3, 6: 2
        case 5, 7, 9: isCompound ? 3 : 2
        default: 1 << (p.bitWidth - 1 - p.leadingZeroBitCount)
        }
    }
}
