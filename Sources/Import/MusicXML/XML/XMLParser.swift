import CXML

/// Parses an XML document with libxml2, element by element.
///
/// No external entity, external document type or network resource is ever read, and entities other than XML's own five
/// are mistakes: the declarations of a document cannot make it larger than its file. XInclude is not supported.
struct XMLParser {
    /// The first mistake in the document that makes it unreadable.
    struct Mistake {
        let message: String
        let place: XMLPlace
    }

    private static let chunkSize = 1 << 14
    /// libxml2 needs time in the square of the number of attributes.
    private static let largestTag = 1 << 16
    private static let largestDeclaration = 1 << 20
    private static let largestText = 1 << 20
    /// MusicXML nests at most ten levels.
    private static let largestDepth = 64

    // libxml2 initialises shared tables once, which is not thread-safe.
    private static let initialized: Void = xmlInitParser()

    private let reader: any XMLDocumentReader
    private var context: xmlParserCtxtPtr?
    private var mistake: Mistake?
    /// The open elements that are being collected, outermost first.
    private var collected: [XMLElement] = []
    /// The number of open elements whose content is delivered.
    private var depth = 0
    /// The number of open elements within a skipped element.
    private var skippedDepth = 0
    private var names: [UnsafePointer<UInt8>: String] = [:]

    private init(_ reader: any XMLDocumentReader) { self.reader = reader }

    /// Parses a document.
    ///
    /// - Returns: the first mistake in the XML, nil if there is none. Elements before it have been delivered.
    static func parse(_ bytes: [UInt8], _ reader: any XMLDocumentReader) -> Mistake? {
        _ = initialized
        var parser = XMLParser(reader)
        // Handlers get a pointer to a structure: each access to a class would be checked for exclusivity.
        withUnsafeMutablePointer(to: &parser) { parser in bytes.withUnsafeBufferPointer { parse($0, parser) } }
        return parser.mistake
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: UnsafeMutablePointer<XMLParser>) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return parser.pointee.report("the file is empty") }
        var handler = handler
        // The encoding is detected from the first four bytes.
        let start = min(4, bytes.count)
        let context = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            xmlCreatePushParserCtxt(&handler, parser, $0, Int32(start), nil)
        }
        guard let context else { return parser.pointee.report("not enough memory") }
        defer {
            // libxml2 makes a document for the declarations of entities and leaves it to its caller.
            xmlFreeDoc(context.pointee.myDoc)
            xmlFreeParserCtxt(context)
        }
        parser.pointee.context = context
        xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
        base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
            var place = start
            while place < bytes.count, parser.pointee.mistake == nil {
                let count = min(chunkSize, bytes.count - place)
                xmlParseChunk(context, text + place, Int32(count), 0)
                place += count
                parser.pointee.checkUnparsed()
            }
            if parser.pointee.mistake == nil { xmlParseChunk(context, text, 0, 1) }
        }
        if parser.pointee.mistake == nil, context.pointee.wellFormed == 0 {
            parser.pointee.report("not well-formed XML")
        }
    }

    /// Reports a tag or declaration that libxml2 holds back because it has no end yet.
    private mutating func checkUnparsed() {
        guard mistake == nil, let input = context?.pointee.input, let current = input.pointee.cur else { return }
        let size = input.pointee.end - current
        guard size > Self.largestTag, current[0] == UInt8(ascii: "<") else { return }
        let isDeclaration = current[1] == UInt8(ascii: "!") || current[1] == UInt8(ascii: "?")
        if !isDeclaration {
            report("the tag that starts here is longer than 64 KB")
        } else if size > Self.largestDeclaration {
            report("the declaration or comment that starts here is longer than 1 MB")
        }
    }

    private mutating func report(_ message: String) { report(message, at: place) }

    private mutating func report(_ message: String, at place: XMLPlace) {
        if mistake == nil { mistake = Mistake(message: message, place: place) }
        if let context { xmlStopParser(context) }
    }

    /// The current place of libxml2.
    private var place: XMLPlace {
        guard let input = context?.pointee.input?.pointee, let base = input.base, let current = input.cur else {
            return .start
        }
        return XMLPlace(offset: Int(input.consumed) + (current - base), line: max(1, Int(input.line)))
    }

    /// The place of the start tag at whose end libxml2 is.
    private var tagPlace: XMLPlace {
        var place = place
        guard let input = context?.pointee.input?.pointee, let base = input.base, var current = input.cur else {
            return place
        }
        while current > base, current.pointee != UInt8(ascii: "<") {
            current -= 1
            place.offset -= 1
            if current.pointee == UInt8(ascii: "\n") { place.line -= 1 }
        }
        return place
    }

    // MARK: - Events

    private mutating func start(
        _ name: UnsafePointer<UInt8>, attributes: UnsafePointer<UnsafePointer<UInt8>?>?, count: Int
    ) {
        guard mistake == nil else { return }
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        let element = XMLElement(interned(name), self.attributes(attributes, count), at: tagPlace)
        guard depth + collected.count < Self.largestDepth else {
            return report("elements are nested more than \(Self.largestDepth) levels deep", at: element.place)
        }
        if !collected.isEmpty {
            collected.append(element)
            return
        }
        switch reader.open(element, depth: depth) {
        case .delivered: depth += 1
        case .collected: collected.append(element)
        case .skipped: skippedDepth = 1
        }
    }

    private mutating func end() {
        guard mistake == nil else { return }
        if skippedDepth > 0 {
            skippedDepth -= 1
        } else if let element = collected.popLast() {
            if collected.isEmpty {
                reader.read(element)
            } else {
                collected[collected.count - 1].children.append(element)
            }
        } else {
            depth -= 1
            reader.close(depth: depth)
        }
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard mistake == nil, let last = collected.indices.last else { return }
        collected[last].append(bytes)
        if collected[last].textLength > Self.largestText {
            report("the text of this element is longer than 1 MB", at: collected[last].place)
        }
    }

    /// libxml2 keeps one copy of each name per document.
    private mutating func interned(_ name: UnsafePointer<UInt8>) -> String {
        if let known = names[name] { return known }
        let text = String(cString: name)
        names[name] = text
        return text
    }

    /// Each attribute has five pointers: name, prefix, namespace, start and end of the value.
    private mutating func attributes(_ list: UnsafePointer<UnsafePointer<UInt8>?>?, _ count: Int) -> [XMLElement
        .Attribute]
    {
        guard let list, count > 0 else { return [] }
        var result: [XMLElement.Attribute] = []
        for i in 0..<count {
            guard let name = list[5 * i], list[5 * i + 1] == nil, let start = list[5 * i + 3], let end = list[5 * i + 4]
            else { continue }
            let value = String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            result.append(XMLElement.Attribute(name: interned(name), value: value))
        }
        return result
    }

    private mutating func receive(_ error: xmlError) {
        guard error.level == XML_ERR_ERROR || error.level == XML_ERR_FATAL else { return }
        // A prefix without a namespace does not change the music.
        if error.domain == Int32(XML_FROM_NAMESPACE.rawValue) { return }
        let text = error.message.map { String(cString: $0) } ?? "not well-formed XML"
        let line = text.split(separator: "\n").joined(separator: " ")
        report("not well-formed XML: \(line.prefix(1).lowercased())\(line.dropFirst())")
    }

    private static func parser(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLParser>? {
        user?.assumingMemoryBound(to: XMLParser.self)
    }

    /// Without handlers of declarations, no entity is ever defined.
    private static var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { user, name, _, _, _, _, count, _, attributes in
            guard let name else { return }
            let list = UnsafeRawPointer(attributes)?.assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
            XMLParser.parser(user)?.pointee.start(name, attributes: list, count: Int(count))
        }
        handler.endElementNs = { user, _, _, _ in XMLParser.parser(user)?.pointee.end() }
        handler.characters = { user, bytes, count in
            XMLParser.parser(user)?.pointee.append(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        handler.reference = { user, name in
            let text = name.map { String(cString: $0) } ?? ""
            XMLParser.parser(user)?.pointee.report(
                "entity '\(text)' cannot be read: only XML's own entities are allowed")
        }
        handler.serror = { user, error in
            if let error { XMLParser.parser(user)?.pointee.receive(error.pointee) }
        }
        return handler
    }
}
