/// The kind of a line of a tune, with its content.
package enum LineItem: Equatable {
    case field(FieldToken)
    /// A `%%` directive: the text after `%%`.
    case directive(Range<Int>)
    case comment
    /// Any other line of a header, trimmed and without a comment.
    case text(Range<Int>)
    /// Any other line of a body.
    case music
}
