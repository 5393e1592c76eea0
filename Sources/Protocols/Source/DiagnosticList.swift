/// Diagnostics about one input, bounded so that a broken file does not fill the screen.
package struct DiagnosticList: Sendable {
    package private(set) var diagnostics: [Diagnostic] = []
    private let limit: Int
    private let subject: String
    private var omitted = 0

    /// - Parameters:
    ///   - limit: diagnostics kept; errors are kept up to twice as many, so that warnings cannot crowd them out.
    ///   - subject: what the last line names: `file`, `tune`.
    package init(limit: Int, about subject: String) {
        self.limit = limit
        self.subject = subject
    }

    /// Message and mark are evaluated only if the diagnostic is kept.
    package mutating func add(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at mark: @autoclosure () -> SourceMark?
    ) {
        guard diagnostics.count < limit || (severity == .error && diagnostics.count < 2 * limit) else {
            omitted += 1
            return
        }
        diagnostics.append(Diagnostic(severity, message(), at: mark()))
    }

    /// The diagnostics; the last one says how many were omitted, if any.
    package var all: [Diagnostic] {
        omitted == 0
            ? diagnostics
            : diagnostics + [Diagnostic(.warning, "\(omitted) more messages about this \(subject) left out", at: nil)]
    }
}
