/// A chord symbol above the staff: root, kind and bass, as in `F#m7/C#`.
public struct ChordSymbol: Hashable, Sendable {
    public var root: PitchClass
    /// The text after the root: `m`, `7`, `maj7`, `dim`; empty for a major triad.
    public var kind: String
    public var bass: PitchClass?
    /// Chords that may be played instead, printed in parentheses: `G(Em)`.
    public var alternatives: [ChordSymbol] = []

    public init(root: PitchClass, kind: String = "", bass: PitchClass? = nil) {
        self.root = root
        self.kind = kind
        self.bass = bass
    }
}

extension ChordSymbol: CustomStringConvertible {
    public var description: String {
        "\(root)\(kind)\(bass.map { "/\($0)" } ?? "")\(alternatives.map { "(\($0))" }.joined())"
    }
}

extension ChordSymbol {
    /// Parses a chord symbol such as `F#m7/C#`; nil if the text is not one.
    public init?(_ text: some StringProtocol) {
        // ABC 2.1, section 4.18: an alternative in parentheses, `G(Em)`, unlike the kind of `G7(b9)`.
        if text.last == ")", let open = text.dropFirst().firstIndex(of: "("),
            let alternative = ChordSymbol(text[text.index(after: open)...].dropLast()),
            let main = ChordSymbol(text[..<open])
        {
            self = main
            alternatives.append(alternative)
            return
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let letter = first.first, "ABCDEFG".contains(letter) else { return nil }
        let name = String(first.prefix(1) + first.dropFirst().prefix { "#b♯♭".contains($0) })
        guard let root = PitchClass(name) else { return nil }
        let kind = String(first.dropFirst(name.count))
        guard Self.isKind(kind) else { return nil }
        var bass: PitchClass?
        if parts.count == 2 {
            bass = PitchClass(parts[1])
            if bass == nil { return nil }
        }
        self.init(root: root, kind: kind, bass: bass)
    }
    /// Whether a text consists of the parts of chord kinds: `End` and `Fine` start with a root but are not chords.
    private static func isKind(_ text: String) -> Bool {
        var rest = text[...]
        while let first = rest.first {
            if first.isASCII, first.isNumber || "+-#()".contains(first) {
                rest.removeFirst()
            } else if let word = kindWords.first(where: { rest.hasPrefix($0) }) {
                rest.removeFirst(word.count)
            } else {
                return false
            }
        }
        return true
    }

    /// Longer words come first, so that `maj` is not read as `m`.
    private static let kindWords = [
        "maj", "min", "dim", "aug", "sus", "add", "alt", "mi", "ma", "no", "m", "M", "d", "a", "o", "b", "°", "ø",
    ]
}
