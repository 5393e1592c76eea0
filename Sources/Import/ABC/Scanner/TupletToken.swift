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
        // `(3::` is always a tuplet, but in `(3:|` the colon belongs to a bar line.
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

    /// Returns q or its default. By default, 5, 7 or 9 notes take the time of 3 in a compound meter, otherwise of 2.
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
