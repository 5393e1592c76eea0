import MuseStorage

/// An error or a warning about the input of a reader.
public struct Diagnostic: Error, Equatable, Sendable {
    public enum Severity: String, Sendable { case error, warning }

    public let severity: Severity
    /// One sentence without a full stop. Names what was found and what was expected.
    public let message: String
    public let mark: SourceMark?
    /// The number of the bar it concerns, as musicians count: 1 for the first whole bar, 0 for a pickup before it; nil
    /// if it concerns no bar.
    public let bar: Int?
    public let kind: Kind

    public init(
        _ severity: Severity, _ message: String, at mark: SourceMark?, bar: Int? = nil, kind: Kind = .other
    ) {
        self.bar = bar
        self.kind = kind
        self.severity = severity
        self.message = message
        self.mark = mark
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: bar 7: message`, then the source line and a caret.
    public var description: String {
        let place = bar.map { "bar \($0)" }
        let text = place.map { message.hasPrefix("\($0) ") ? message : "\($0): \(message)" }
        return render(severity.rawValue, text ?? message, at: mark)
    }
}

/// Renders a message with its position: headline, source line, caret.
///
/// Long lines are cut to a window around the position. Control characters are shown as `?`, so that no input can
/// control the terminal.
package func render(_ severity: String, _ message: String, at mark: SourceMark?) -> String {
    guard let mark else { return "\(severity): \(printable(message))" }
    let headline = "\(printable(mark.place)): \(severity): \(printable(message))"
    let window = 100
    let before = max(0, mark.column - 1 - window / 2)
    let characters = mark.source.line(mark.line).dropFirst(before).prefix(window)
    if characters.isEmpty { return headline }
    let caret = String(repeating: " ", count: min(mark.column - 1 - before, characters.count))
    return "\(headline)\n  \(printable(String(characters)))\n  \(caret)^"
}
