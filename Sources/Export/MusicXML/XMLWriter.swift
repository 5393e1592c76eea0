import CXML
import MuseProtocols

/// Writes an XML document element by element into memory, with libxml2.
final class XMLWriter {
    // libxml2 initialises shared tables once, which is not thread-safe.
    private static let initialized: Void = xmlInitParser()

    private let buffer: xmlBufferPtr
    private let writer: xmlTextWriterPtr
    /// Whether a call ran out of memory, which `finish` reports.
    private var hasFailed = false

    /// - Parameters:
    ///   - root: the document element, which is started and left open.
    ///   - publicID, systemID: the identifiers of the document type.
    init(root: StaticString, publicID: String, systemID: String) throws {
        _ = Self.initialized
        guard let buffer = xmlBufferCreate() else { throw Self.outOfMemory }
        // By default the buffer grows only by what is needed and is copied each time.
        xmlBufferSetAllocationScheme(buffer, XML_BUFFER_ALLOC_DOUBLEIT)
        guard let writer = xmlNewTextWriterMemory(buffer, 0) else {
            xmlBufferFree(buffer)
            throw Self.outOfMemory
        }
        self.buffer = buffer
        self.writer = writer
        check(xmlTextWriterSetIndent(writer, 1))
        check(xmlTextWriterSetIndentString(writer, " "))
        check(xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil))
        check(xmlTextWriterWriteDTD(writer, root.utf8Start, publicID, systemID, nil))
        start(root)
    }

    deinit {
        xmlFreeTextWriter(writer)
        xmlBufferFree(buffer)
    }

    func start(_ name: StaticString) { check(xmlTextWriterStartElement(writer, name.utf8Start)) }

    func end() { check(xmlTextWriterEndElement(writer)) }

    /// Adds an attribute to the element that was just started.
    func attribute(_ name: StaticString, _ value: StaticString) {
        check(xmlTextWriterWriteAttribute(writer, name.utf8Start, value.utf8Start))
    }

    func attribute(_ name: StaticString, _ value: String) {
        check(xmlTextWriterWriteAttribute(writer, name.utf8Start, Self.legal(value)))
    }

    func text(_ text: String) { check(xmlTextWriterWriteString(writer, Self.legal(text))) }

    func text(_ text: StaticString) { check(xmlTextWriterWriteString(writer, text.utf8Start)) }

    func element(_ name: StaticString, _ text: StaticString) {
        check(xmlTextWriterWriteElement(writer, name.utf8Start, text.utf8Start))
    }

    func element(_ name: StaticString, _ text: String) {
        check(xmlTextWriterWriteElement(writer, name.utf8Start, Self.legal(text)))
    }

    func element(_ name: StaticString, _ number: Int) {
        start(name)
        withText(number) { check(xmlTextWriterWriteString(writer, $0)) }
        end()
    }

    func attribute(_ name: StaticString, _ number: Int) {
        withText(number) { check(xmlTextWriterWriteAttribute(writer, name.utf8Start, $0)) }
    }

    /// Writes an empty element.
    func empty(_ name: StaticString) {
        start(name)
        end()
    }

    /// Closes all open elements and returns the document.
    func finish() throws -> [UInt8] {
        check(xmlTextWriterEndDocument(writer))
        check(xmlTextWriterFlush(writer))
        guard !hasFailed, let content = xmlBufferContent(buffer) else { throw Self.outOfMemory }
        return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
    }

    /// Calls `use` with the digits of a number without building a string: most of a score is numbers.
    private func withText(_ number: Int, _ use: (UnsafePointer<UInt8>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
            var place = 23
            digits[place] = 0
            var rest = number.magnitude
            repeat {
                place -= 1
                digits[place] = UInt8(0x30 + rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                place -= 1
                digits[place] = UInt8(ascii: "-")
            }
            if let base = digits.baseAddress { use(UnsafePointer(base + place)) }
        }
    }

    private static let outOfMemory = ExportError("not enough memory to write XML")

    private func check(_ result: Int32) { if result < 0 { hasFailed = true } }

    /// Returns `text` with U+FFFD in place of characters that XML does not allow.
    private static func legal(_ text: String) -> String {
        // U+FFFE and U+FFFF start with 0xEF; the few other characters that do just take the slow path.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0xEF }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x10000...: scalar
                    default: "\u{FFFD}"
                    }
                }))
    }
}
