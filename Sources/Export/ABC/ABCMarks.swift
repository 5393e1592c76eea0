import MuseMusic

extension ABCText {
    /// Appends annotations, then decorations.
    mutating func append(decorationsOf marks: Marks) {
        for annotation in marks.annotations {
            append(.quote)
            if let first = annotation.utf8.first, !Self.placements.contains(first) { append(UInt8(ascii: "^")) }
            append(quoted: annotation)
            append(.quote)
        }
        // abc2midi rejects `T!turn!`, so single letters are written next to the note.
        let decorations = marks.decorations
        for name in decorations where Self.sign(of: name) == nil { append(decoration: name) }
        for name in decorations {
            if let sign = Self.sign(of: name) { append(sign) }
        }
    }

    mutating func append(decoration name: String) {
        append(UInt8(ascii: "!"))
        for byte in name.utf8 where byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "!") { append(byte) }
        append(UInt8(ascii: "!"))
    }

    private static let placements = Set("^_<>@".utf8)

    /// Returns the single-letter form of a decoration; nil if it has none.
    ///
    /// Source: the ABC standard 2.1, section 4.14.
    private static func sign(of decoration: String) -> UInt8? {
        switch decoration {
        case "staccato": UInt8(ascii: ".")
        case "roll": UInt8(ascii: "~")
        case "fermata": UInt8(ascii: "H")
        case "accent", "emphasis", ">": UInt8(ascii: "L")
        case "lowermordent", "mordent": UInt8(ascii: "M")
        case "coda": UInt8(ascii: "O")
        case "uppermordent", "pralltriller": UInt8(ascii: "P")
        case "segno": UInt8(ascii: "S")
        case "trill": UInt8(ascii: "T")
        case "upbow": UInt8(ascii: "u")
        case "downbow": UInt8(ascii: "v")
        default: nil
        }
    }
}
