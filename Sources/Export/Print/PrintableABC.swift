/// ABC text that is safe to engrave, and prints alike whoever wrote it: of the directives only those that concern the
/// notation of a tune.
///
/// Others choose fonts and paper, read files, or contain PostScript programs. Not only `%%` lines hold directives, but
/// also `I:` fields, on lines of their own and in music.
package struct PrintableABC {
    package private(set) var text = ""
    /// The names of the directives left out that change what is printed, each once.
    package private(set) var dropped: [String] = []
    /// The number of tunes, which are numbered from 1 on.
    package private(set) var tuneCount = 0
    /// Whether the text switches fonts with `$1`, which cannot be kept without their declarations.
    private let switchesFonts: Bool

    /// Source: the formatting parameters of abcm2ps 8.14.
    private static let kept: Set<String> = [
        "abc-charset", "abc-copyright", "abc-version", "alignbars", "autoclef", "barsperstaff", "begintext",
        "bstemdown",
        "cancelkey", "center", "combinevoices", "contbarnb", "dynamic", "endtext", "flatbeams", "gchord", "graceslurs",
        "graceword", "hyphencont", "keywarn", "linebreak", "measurebox", "measurefirst", "measurenb", "ornament",
        "partsbox", "pos", "rbdbstop", "rbmax", "rbmin", "repbra", "score", "setbarnb", "shiftunison", "squarebreve",
        "staffbreak", "stafflines", "staffscale", "staves", "stemdir", "straightflags", "text", "timewarn", "tuplets",
        "vocal", "volume", "vskip",
    ]
    /// Directives left out without a report: only players and other programs read them.
    private static let unprinted: Set<String> = [
        "MIDI", "abc-creator", "abc-edited-by", "propagate-accidentals",
    ]
    /// Fields of text, in which `$1` switches to another font.
    private static let textFields = Set("ABCDFGHNOPRSTWZw")

    package init(_ abc: some StringProtocol) {
        switchesFonts = abc.contains("%%setfont-") || abc.contains("I:setfont-")
        var skippedBlock: Substring?
        for line in abc.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = Substring(line)
            if let block = skippedBlock {
                if Self.directive(line).map({ $0 == "end\(block)" }) ?? false { skippedBlock = nil }
                continue
            }
            if let name = Self.directive(line) {
                guard keeps(name) else {
                    if name.hasPrefix("begin") { skippedBlock = name.dropFirst(5) }
                    continue
                }
            } else if line.contains("[I:") {
                line = Substring(withoutInlineDirectives(line))
            }
            if line.hasPrefix("X:") {
                tuneCount += 1
                line = "X:\(tuneCount)"
            }
            text += printable(line)
            text += "\n"
        }
        // The last line ends the text; it does not start an empty one.
        if text.hasSuffix("\n\n") { text.removeLast() }
    }

    /// The name of the directive in a line: `ps` in `%%ps x` and in `I:ps x`; nil if it is none.
    private static func directive(_ line: Substring) -> Substring? {
        guard line.hasPrefix("%%") || line.hasPrefix("I:") else { return nil }
        return line.dropFirst(2).drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" && $0 != "]" }
    }

    private mutating func keeps(_ name: Substring) -> Bool {
        if Self.kept.contains(String(name)) { return true }
        let isUnprinted = name.isEmpty || Self.unprinted.contains(String(name)) || name.hasPrefix("end")
        if !isUnprinted, !dropped.contains(String(name)) { dropped.append(String(name)) }
        return false
    }

    private mutating func withoutInlineDirectives(_ line: Substring) -> String {
        var parts = line.split(separator: "[I:", omittingEmptySubsequences: false)
        var result = String(parts.removeFirst())
        for part in parts {
            let close = part.firstIndex(of: "]") ?? part.endIndex
            if keeps(Self.directive("I:" + part[..<close]) ?? "") {
                result += "[I:" + part
            } else {
                result += part[close...].dropFirst()
            }
        }
        return result
    }

    /// The line with the dollar signs of texts as characters.
    private func printable(_ line: Substring) -> String {
        guard line.contains("$") else { return String(line) }
        let isText =
            line.hasPrefix("%%") || (line.first.map(Self.textFields.contains) ?? false) && line.dropFirst().first == ":"
        guard isText || line.contains("\"") else { return String(line) }
        var result = ""
        var rest = line
        while let character = rest.popFirst() {
            if character == "$", let next = rest.first, ("0"..."9").contains(next) {
                if switchesFonts { rest.removeFirst() } else { result += "$$" }
            } else {
                result.append(character)
            }
        }
        return result
    }
}
