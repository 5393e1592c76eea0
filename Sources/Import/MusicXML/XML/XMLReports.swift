import MuseProtocols

/// Collects the diagnostics of a document, up to a limit.
struct XMLReports {
    private let isUTF8: Bool
    private let file: SourceFile
    private var places: SourcePlaces
    private var list = DiagnosticList(limit: 40, about: "file")
    private var reported: Set<String> = []
    /// Where in the music the reader is, at the start of each message: `part P1, measure 3`; empty outside measures.
    var context = ""

    /// - Parameter bytes: the document in any encoding. Source lines are shown if it is UTF-8.
    init(_ bytes: [UInt8], name: String) {
        let text = String(validating: bytes, as: UTF8.self)
        isUTF8 = text != nil && !bytes.prefix(4).contains(0)
        file = SourceFile(name: name, text: isUTF8 ? text ?? "" : "")
        places = SourcePlaces(bytes, of: file)
    }

    var hasErrors: Bool { list.diagnostics.contains { $0.severity == .error } }

    mutating func add(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: XMLPlace?,
        kind: Diagnostic.Kind = .format
    ) {
        guard list.hasRoom(for: severity) else { return }
        let text = context.isEmpty ? message() : "\(context): \(message())"
        let mark = place.map { self.mark($0) }
        list.append(Diagnostic(severity, text, at: mark, kind: kind))
    }

    /// Adds a warning unless the file has got it already.
    mutating func addOnce(_ message: String, at place: XMLPlace, kind: Diagnostic.Kind = .format) {
        if reported.insert(message).inserted { add(.warning, message, at: place, kind: kind) }
    }

    /// Reports, once per file, that something cannot be represented in a score.
    mutating func addLoss(_ what: String, at place: XMLPlace) {
        addOnce("a score cannot hold \(what); left out here and in the rest of the file", at: place, kind: .unsupported)
    }

    /// Returns the diagnostics in the order of their places; those without a place come last.
    func inOrder() -> [Diagnostic] { list.all.inOrderOfPlace() }

    mutating func mark(_ place: XMLPlace) -> SourceMark {
        isUTF8 ? places.mark(at: place.offset) : SourceMark(source: file, line: place.line, column: 1)
    }
}
