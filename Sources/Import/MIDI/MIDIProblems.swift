import MuseProtocols

/// A file that messages name. A binary file counts as one line, its columns are bytes from 1.
final class MIDISource: Sendable {
    private let file: SourceFile

    init(_ name: String) { file = SourceFile(name: name, text: "") }

    func mark(at byte: Int) -> SourceMark { SourceMark(source: file, line: 1, column: byte + 1) }
}

/// Collects what is to be said about a file or one of its tunes.
struct MIDIProblems {
    private let source: MIDISource
    private var diagnostics: [Diagnostic] = []
    private var left = 0

    private static let limit = 40

    init(_ source: MIDISource) { self.source = source }

    /// - Parameter byte: the file's, from 0.
    mutating func add(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at byte: Int) {
        // An error must not be lost behind a crowd of warnings.
        guard diagnostics.count < Self.limit || (severity == .error && diagnostics.count < 2 * Self.limit) else {
            left += 1
            return
        }
        diagnostics.append(Diagnostic(severity, message(), at: source.mark(at: byte)))
    }

    func finish() -> [Diagnostic] {
        guard left > 0 else { return diagnostics }
        return diagnostics + [Diagnostic(.warning, "\(left) more messages about this file left out", at: nil)]
    }
}
