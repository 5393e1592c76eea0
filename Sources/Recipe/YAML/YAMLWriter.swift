package import MuseProtocols
import MuseStorage

/// Writes nodes as YAML: block style, lists without mappings on one line, text quoted if it could be read as another
/// type. The output reads back as the same nodes.
package struct YAMLWriter {
    private let showsOrigins: Bool
    private var lines: [String] = []

    /// - Parameter showsOrigins: whether each line ends with a comment that names the origin of its value.
    package static func text(_ root: Node, showsOrigins: Bool = false) -> String {
        var writer = YAMLWriter(showsOrigins: showsOrigins)
        writer.map(root.entries ?? [], indent: 0, first: nil)
        return writer.lines.map { $0 + "\n" }.joined()
    }

    /// A value on one line: `0.9`, `[8, 8]`, `{type: greedy}`.
    package static func line(_ node: Node) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): scalar(text, isPlain: isPlain)
        case .list(let items): "[" + items.map(line).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\(string($0.key)): \(line($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private init(showsOrigins: Bool) { self.showsOrigins = showsOrigins }

    /// - Parameter first: prefix of the first line that replaces the indent, up to and including a list's `- `.
    private mutating func map(_ entries: [Node.Entry], indent: Int, first: String?) {
        let margin = String(repeating: " ", count: indent)
        for (i, entry) in entries.enumerated() {
            let start = (i == 0 ? first : nil) ?? margin
            value(entry.value, after: "\(start)\(Self.string(entry.key)):", indent: indent)
        }
    }

    private mutating func value(_ node: Node, after start: String, indent: Int) {
        switch node.content {
        case .map(let entries) where !entries.isEmpty:
            lines.append(start)
            map(entries, indent: indent + 2, first: nil)
        case .list(let items) where node.holdsMappings:
            lines.append(start)
            let margin = String(repeating: " ", count: indent + 2)
            for item in items {
                if let entries = item.entries, !entries.isEmpty {
                    map(entries, indent: indent + 4, first: margin + "- ")
                } else {
                    lines.append("\(margin)- \(Self.line(item))\(comment(item))")
                }
            }
        default: lines.append("\(start) \(Self.line(node))\(comment(node))")
        }
    }

    private func comment(_ node: Node) -> String { showsOrigins ? "  # " + printable(node.mark.origin) : "" }

    /// A text, without quotes if it can only be read as text.
    package static func string(_ text: String) -> String { scalar(text, isPlain: false, mayBare: true) }

    private static func scalar(_ text: String, isPlain: Bool, mayBare: Bool = false) -> String {
        if isPlain, CoreType(ofPlain: text) != .text { return text.isEmpty ? "~" : text }
        let isBare = (isPlain || mayBare) && CoreType(ofPlain: text) == .text && isSafe(text)
        return isBare ? text : quoted(text)
    }

    /// Whether text can be written plain in any position. Stricter than YAML.
    private static func isSafe(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.last != " ", text != "<<" else { return false }
        if "-?!&*|>'\"%@` ".unicodeScalars.contains(first) { return false }
        return !text.unicodeScalars.contains { $0.value < 0x20 || ":#,[]{}".unicodeScalars.contains($0) }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Node {
    fileprivate var holdsMappings: Bool {
        items?.contains { $0.entries != nil || $0.holdsMappings } ?? false
    }
}

extension SourceMark {
    /// The source of default values.
    static let defaults = SourceMark(source: SourceFile(name: "default", text: ""), line: 1, column: 1)

    /// `jig.yaml:12`, `--set`, `default`.
    package var origin: String {
        source === Self.defaults.source || source.isArgument ? source.name : "\(source.name):\(line)"
    }
}
