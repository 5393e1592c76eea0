import MuseProtocols

/// The file named in messages. A binary file counts as one line, with columns in bytes counted from 1.
final class MIDISource: Sendable {
    private let file: SourceFile

    init(_ name: String) { file = SourceFile(name: name, text: "") }

    func mark(at byte: Int) -> SourceMark { SourceMark(source: file, line: 1, column: byte + 1) }
}

/// The diagnostics of a file or one of its tracks.
struct MIDIDiagnostics {
    private let source: MIDISource
    private var diagnostics = DiagnosticList(limit: 40, about: "file")

    init(_ source: MIDISource) { self.source = source }

    /// - Parameter byte: offset in the file, from 0.
    mutating func add(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at byte: Int) {
        diagnostics.add(severity, message(), at: source.mark(at: byte), kind: .format)
    }

    func finish() -> [Diagnostic] { diagnostics.all }
}
