import CXML

/// A tune engraved by abcm2ps, ready to be a part of a page.
package struct StaffSVG {
    /// A note, chord or rest with its box on the staff.
    package struct Mark: Equatable {
        /// The place in the ABC text: line, from 1, and byte in the line, from 0.
        package let row: Int
        package let column: Int
        package let box: StaffBox

        package init(row: Int, column: Int, box: StaffBox) {
            (self.row, self.column, self.box) = (row, column, box)
        }
    }

    package private(set) var width = 0.0
    package private(set) var height = 0.0
    /// The elements of the drawing as text.
    package private(set) var content = ""
    /// The symbols that it uses: each with its `id`.
    package private(set) var definitions: [(id: String, text: String)] = []
    package private(set) var marks: [Mark] = []

    /// Reads the SVG text that abcm2ps writes with `-g -A`. nil if it is not well-formed XML.
    package init?(_ text: ArraySlice<UInt8>) {
        let flags = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
        let read = text.withUnsafeBytes { bytes in
            bytes.baseAddress.flatMap {
                xmlReadMemory($0.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil, "UTF-8", flags)
            }
        }
        guard let document = read else { return nil }
        defer { xmlFreeDoc(document) }
        guard let root = xmlDocGetRootElement(document) else { return nil }
        width = Self.number(root, "width")
        height = Self.number(root, "height")
        clean(root)
        for child in Self.children(of: root) { content += Self.text(of: child, document) }
    }

    /// Removes what the page does not need, after taking the marks and definitions out of it.
    private mutating func clean(_ node: xmlNodePtr) {
        for child in Self.children(of: node) {
            switch child.pointee.type {
            case XML_ELEMENT_NODE:
                switch Self.name(child) {
                case "title", "style": Self.remove(child)
                case "abc":
                    if let mark = Self.mark(child) { marks.append(mark) }
                    Self.remove(child)
                case "defs":
                    clean(child)
                    for symbol in Self.children(of: child) {
                        let text = Self.text(of: symbol, child.pointee.doc)
                        definitions.append((Self.attribute(symbol, "id") ?? "", text))
                    }
                    Self.remove(child)
                default:
                    Self.compact(child)
                    clean(child)
                    if child.pointee.children == nil, Self.name(child) == "g" { Self.remove(child) }
                }
            case XML_TEXT_NODE where xmlIsBlankNode(child) == 1: Self.remove(child)
            case XML_COMMENT_NODE, XML_PI_NODE: Self.remove(child)
            default: break
            }
        }
    }

    /// The place of a note (`N`) or rest (`R`, `Z`).
    private static func mark(_ node: xmlNodePtr) -> Mark? {
        guard let type = attribute(node, "type"), ["N", "R", "Z"].contains(type) else { return nil }
        return Mark(
            row: Int(number(node, "row")), column: Int(number(node, "col")),
            box: StaffBox(
                x: number(node, "x"), y: number(node, "y"), width: number(node, "width"),
                height: number(node, "height")))
    }

    /// Shortens attributes: no indentation, no namespace before `href`.
    private static func compact(_ node: xmlNodePtr) {
        let attributes = Array(sequence(first: node.pointee.properties) { $0?.pointee.next }.prefix { $0 != nil })
        for attribute in attributes.compactMap({ $0 }) {
            let name = String(cString: attribute.pointee.name)
            let value = self.attribute(node, name) ?? ""
            // The parser has replaced each line break and tab by a space.
            var previous = UInt8(ascii: " ")
            let words = value.utf8.filter { byte in
                defer { previous = byte }
                return byte != UInt8(ascii: " ") || previous != UInt8(ascii: " ")
            }
            guard words.count < value.utf8.count || attribute.pointee.ns != nil else { continue }
            xmlRemoveProp(attribute)
            xmlNewProp(node, name, String(decoding: words, as: UTF8.self))
        }
    }

    private static func children(of node: xmlNodePtr) -> [xmlNodePtr] {
        Array(sequence(first: node.pointee.children) { $0?.pointee.next }.prefix { $0 != nil }.compactMap { $0 })
    }

    private static func remove(_ node: xmlNodePtr) {
        xmlUnlinkNode(node)
        xmlFreeNode(node)
    }

    private static func name(_ node: xmlNodePtr) -> String { String(cString: node.pointee.name) }

    /// Attributes with and without a namespace.
    private static func attribute(_ node: xmlNodePtr, _ name: String) -> String? {
        guard let attribute = xmlHasProp(node, name) else { return nil }
        var text = ""
        var part = attribute.pointee.children
        while let node = part {
            if let content = node.pointee.content { text += String(cString: content) }
            part = node.pointee.next
        }
        return text
    }

    private static func number(_ node: xmlNodePtr, _ name: String) -> Double {
        let text = attribute(node, name) ?? ""
        return Double(text.hasSuffix("px") ? String(text.dropLast(2)) : text) ?? 0
    }

    private static func text(of node: xmlNodePtr, _ document: xmlDocPtr?) -> String {
        guard let buffer = xmlBufferCreate() else { return "" }
        defer { xmlBufferFree(buffer) }
        xmlNodeDump(buffer, document, node, 0, 0)
        return xmlBufferContent(buffer).map { String(cString: $0) } ?? ""
    }
}

/// A rectangle on a staff, in the units of its drawing.
package struct StaffBox: Equatable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// The smallest box that contains both.
    func union(_ other: StaffBox) -> StaffBox {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return StaffBox(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }
}
