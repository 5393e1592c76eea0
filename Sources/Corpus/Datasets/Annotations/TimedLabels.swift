import MuseProtocols

/// A text of labels, each with its start and end in seconds: `2.72 4.05 B:maj`, one a line.
struct TimedLabels {
    struct Label {
        let start: Double
        let text: String
        let mark: SourceMark
    }

    private(set) var labels: [Label] = []
    /// A warning for each line that is not a label.
    private(set) var diagnostics: [Diagnostic] = []

    init(_ bytes: [UInt8], name: String) {
        let source = SourceFile(name: name, bytes: bytes)
        var number = 0
        for line in String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            number += 1
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.isEmpty { continue }
            let mark = SourceMark(source: source, line: number, column: 1)
            guard words.count == 3, let start = Double(words[0]), Double(words[1]) != nil, start.isFinite else {
                let message = "expected a start, an end and a label, found '\(line.prefix(60))'; left out"
                diagnostics.append(Diagnostic(.warning, message, at: mark))
                continue
            }
            labels.append(Label(start: start, text: String(words[2]), mark: mark))
        }
        // Equal times stay in the order of lines.
        labels = labels.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element)
    }
}
