/// A place in an XML document.
struct XMLPlace: Equatable {
    /// Offset in bytes in the document as UTF-8.
    var offset: Int
    /// The number of the line, from 1.
    var line: Int

    static let start = XMLPlace(offset: 0, line: 1)
}

/// An element with its attributes, child elements and text. Mixed content is not kept in order: all text comes first.
struct XMLElement {
    struct Attribute {
        let name: String
        let value: String
    }

    /// The name without its namespace prefix.
    let name: String
    /// The place of its `<`.
    let place: XMLPlace
    private let attributes: [Attribute]
    var children: [XMLElement] = []
    // Most texts are shorter than 16 bytes, so that a string holds them without an allocation.
    private var content = ""

    init(_ name: String, _ attributes: [Attribute] = [], at place: XMLPlace) {
        self.name = name
        self.attributes = attributes
        self.place = place
    }

    /// The text without white space at its ends.
    var text: String {
        var slice = content.utf8[...]
        while let first = slice.first, Self.isSpace(first) { slice.removeFirst() }
        while let last = slice.last, Self.isSpace(last) { slice.removeLast() }
        return slice.count == content.utf8.count ? content : String(Substring(slice))
    }

    /// The number of bytes of its text.
    var textLength: Int { content.utf8.count }

    /// Appends text that libxml2 delivers, which never ends within a character.
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Indentation before the text and between child elements.
        if content.isEmpty, bytes.allSatisfy(Self.isSpace) { return }
        content += String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the value of an attribute, which has no namespace prefix.
    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    func has(_ name: String) -> Bool { children.contains { $0.name == name } }

    /// Returns the text of the first child with this name; nil if there is none.
    func text(of name: String) -> String? { first(name)?.text }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
