import MuseRecipe

/// YAML lines with comments at the same column, as in the shipped recipes.
struct CommentedYAML {
    private var lines: [String] = []
    private let column = 42
    private let width = 120

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// Adds lines of comment.
    mutating func note(_ lines: String...) { self.lines += lines.map { $0.isEmpty ? "#" : "# \($0)" } }

    mutating func space() { lines.append("") }

    /// Adds a line with a comment after it, or before it if both do not fit into a line.
    mutating func add(_ line: String, _ comment: String = "") {
        if comment.isEmpty { return lines.append(line) }
        let padded = line + String(repeating: " ", count: max(2, column - line.count))
        if padded.count + 2 + comment.count <= width { return lines.append("\(padded)# \(comment)") }
        let margin = String(line.prefix { $0 == " " })
        lines += Self.wrapped(comment, to: width - margin.count - 2).map { "\(margin)# \($0)" } + [line]
    }

    private static func wrapped(_ text: String, to width: Int) -> [String] {
        text.split(separator: " ").reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}
