/// A line that is a field: `T:The Lark`.
package struct FieldToken: Equatable {
    /// `+` where it continues the field before it.
    package let letter: UInt8
    /// Without the comment, and trimmed.
    package let value: Range<Int>
    /// Where its value starts, blanks included.
    package let offset: Int
}
