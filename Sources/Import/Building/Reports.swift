import MuseProtocols

/// Collects the diagnostics of a tune, or of a file as a whole, up to a limit.
struct Reports {
    private let bytes: [UInt8]
    private let file: SourceFile
    private var list: DiagnosticList
    private var lastCount: (lineStart: Int, offset: Int, column: Int) = (0, 0, 1)

    /// - Parameters:
    ///   - bytes: the text of the file in UTF-8, with LF line endings.
    ///   - limit: the maximum number of diagnostics; errors are kept up to twice this number.
    init(_ bytes: [UInt8], file: SourceFile, limit: Int) {
        self.bytes = bytes
        self.file = file
        list = DiagnosticList(limit: limit, about: "tune")
    }

    var diagnostics: [Diagnostic] { list.diagnostics }

    mutating func add(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: TextPlace) {
        guard list.hasRoom(for: severity) else { return }
        list.append(Diagnostic(severity, message(), at: mark(at: place)))
    }

    mutating func add(_ problem: MusicProblem) { add(.warning, problem.message, at: problem.place) }

    mutating func add(_ problems: [MusicProblem]) { for problem in problems { add(problem) } }

    mutating func mark(at place: TextPlace) -> SourceMark {
        // Continues from the last place in the same line, so that a line of megabytes is counted only once.
        var (from, column) = (place.lineStart, 1)
        if lastCount.lineStart == place.lineStart, lastCount.offset <= place.offset {
            (from, column) = (lastCount.offset, lastCount.column)
        }
        for i in from..<max(from, min(place.offset, bytes.count)) where bytes[i] & 0xC0 != 0x80 { column += 1 }
        lastCount = (place.lineStart, max(from, place.offset), column)
        return SourceMark(source: file, line: place.line, column: column)
    }

    /// Returns the diagnostics in the order of their places; those without a place come last.
    func inOrder() -> [Diagnostic] {
        let sorted = list.all.enumerated().sorted {
            switch ($0.element.mark, $1.element.mark) {
            case (let a?, let b?): (a.line, a.column, $0.offset) < (b.line, b.column, $1.offset)
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): $0.offset < $1.offset
            }
        }
        return sorted.map(\.element)
    }
}
