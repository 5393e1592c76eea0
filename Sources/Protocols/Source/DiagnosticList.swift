/// Diagnostics about one input, bounded so that a broken file does not fill the screen.
package struct DiagnosticList: Sendable {
    package private(set) var diagnostics: [Diagnostic] = []
    private let limit: Int
    private let subject: String
    private var omitted = 0

    /// - Parameters:
    ///   - limit: the number of diagnostics kept. Errors are kept up to twice the limit, so that warnings cannot crowd
    ///     them out.
    ///   - subject: what the diagnostics are about, as the last one names it: `file`, `tune`.
    package init(limit: Int, about subject: String) {
        self.limit = limit
        self.subject = subject
    }

    /// Appends a diagnostic. `message` and `mark` are evaluated only if it is kept.
    package mutating func add(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at mark: @autoclosure () -> SourceMark?,
        kind: Diagnostic.Kind = .other
    ) {
        if hasRoom(for: severity) { append(Diagnostic(severity, message(), at: mark(), kind: kind)) }
    }

    /// Whether the list takes one more diagnostic; counts it as omitted otherwise.
    package mutating func hasRoom(for severity: Diagnostic.Severity) -> Bool {
        let isKept = diagnostics.count < limit || (severity == .error && diagnostics.count < 2 * limit)
        if !isKept { omitted += 1 }
        return isKept
    }

    /// Adds a diagnostic for which `hasRoom` was true.
    package mutating func append(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// The diagnostics kept. If any were omitted, the last one gives their number.
    package var all: [Diagnostic] {
        omitted == 0
            ? diagnostics
            : diagnostics + [Diagnostic(.warning, "\(omitted) more messages about this \(subject) left out", at: nil)]
    }
}

extension Array {
    /// Returns the elements in the order of their places; those without a place come last.
    package func inOrderOfPlace(by mark: (Element) -> SourceMark?) -> [Element] {
        let places = map { element in
            mark(element).map { (line: $0.line, column: $0.column) } ?? (line: .max, column: .max)
        }
        let order = indices.sorted {
            (places[$0].line, places[$0].column, $0) < (places[$1].line, places[$1].column, $1)
        }
        return order.map { self[$0] }
    }
}

extension [Diagnostic] {
    /// Returns the diagnostics in the order of their places; those without a place come last.
    package func inOrderOfPlace() -> [Diagnostic] { inOrderOfPlace(by: \.mark) }
}
