/// Receives the elements of a document while it is parsed, so that only a small part of it is in memory at a time.
protocol XMLDocumentReader: AnyObject {
    /// Called at a start tag, unless an enclosing element is collected or skipped.
    ///
    /// - Parameter depth: 0 for the document element.
    func open(_ element: XMLElement, depth: Int) -> XMLContent
    /// Called with an element that is complete, with all elements in it.
    func read(_ element: XMLElement)
    /// Called at the end tag of an element whose content was delivered element by element.
    func close(depth: Int)
}

/// What becomes of the content of an element.
enum XMLContent {
    /// Its child elements are delivered one by one.
    case delivered
    /// It is delivered as a whole at its end tag.
    case collected
    case skipped
}
