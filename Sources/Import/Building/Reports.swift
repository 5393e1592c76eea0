import MuseProtocols

/// Collects the diagnostics of one tune, or of a file as a whole, up to a limit.
struct Reports {
    private let bytes: [UInt8]
    private let file: SourceFile
    private let limit: Int
    private(set) var diagnostics: [Diagnostic] = []
    private var omittedCount = 0
    private var lastCount: (lineStart: Int, offset: Int, column: Int) = (0, 0, 1)

    /// - Parameters:
    ///   - bytes: the text of the file in UTF-8, with LF line ends
    ///   - limit: how many diagnostics are kept; twice as many where the later ones are errors
    init(_ bytes: [UInt8], file: SourceFile, limit: Int) {
        self.bytes = bytes
        self.file = file
        self.limit = limit
    }

    mutating func add(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: TextPlace) {
        // Many warnings must not hide an error.
        guard diagnostics.count < limit || (severity == .error && diagnostics.count < 2 * limit) else {
            omittedCount += 1
            return
        }
        diagnostics.append(Diagnostic(severity, message(), at: mark(at: place)))
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

    /// The diagnostics in the order of their places; those without a place come last.
    func inOrder() -> [Diagnostic] {
        var all = diagnostics
        if omittedCount > 0 {
            all.append(Diagnostic(.warning, "\(omittedCount) more messages about this tune left out", at: nil))
        }
        let sorted = all.enumerated().sorted {
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
