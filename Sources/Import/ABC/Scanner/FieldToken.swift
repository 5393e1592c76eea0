/// A line that is a field: `T:The Lark`.
package struct FieldToken: Equatable {
    /// The field's letter; `+` if it continues the previous field.
    package let letter: UInt8
    /// The value, trimmed and without a comment.
    package let value: Range<Int>
    /// The offset of the first byte after the colon.
    package let offset: Int
}
