/// What a line of a tune is.
package enum LineItem: Equatable {
    case field(FieldToken)
    /// `%%`, and what follows it.
    case directive(Range<Int>)
    case comment
    /// In a header: none of the above. Without its comment, and trimmed.
    case text(Range<Int>)
    /// In a body: none of the above.
    case music
}
