/// A line that is a field: `T:The Lark`.
package struct FieldToken: Equatable {
    /// `+` where it continues the field before it.
    package let letter: UInt8
    /// Without the comment, and trimmed.
    package let value: Range<Int>
    /// The first byte after the colon.
    package let offset: Int
}
