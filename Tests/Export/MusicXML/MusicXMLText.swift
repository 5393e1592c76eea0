import MuseExport
import MuseMusic

/// Returns the elements of a name in a score's MusicXML, in order, each with its contents on one line.
func elements(_ name: String, _ score: Score) throws -> [String] {
    let bytes = try MusicXMLExporter().write([score], provenance: nil)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
        String(line.drop { $0 == " " })
    }
    var result: [String] = []
    var open: String?
    for line in lines {
        if let text = open {
            open = text + line
        } else if line.hasPrefix("<\(name)>") || line.hasPrefix("<\(name) ") || line == "<\(name)/>" {
            open = line
        }
        let isEmpty = open == line && line.hasSuffix("/>")
        if let text = open, isEmpty || line.hasSuffix("</\(name)>") {
            result.append(text)
            open = nil
        }
    }
    return result
}

/// Returns the texts of the elements of a name: `["eighth", "quarter"]` for `type`.
func texts(_ name: String, _ score: Score) throws -> [String] {
    try elements(name, score).map { element in
        let text = element.drop { $0 != ">" }.dropFirst()
        return String(text.prefix { $0 != "<" })
    }
}

/// Returns the values of an attribute of the elements of a name; empty if it is missing.
func attributes(_ attribute: String, of name: String, _ score: Score) throws -> [String] {
    try elements(name, score).map { element in
        let head = element.prefix { $0 != ">" }
        let parts = head.split(separator: "\"", omittingEmptySubsequences: false)
        for i in parts.indices.dropLast() where parts[i].hasSuffix(" \(attribute)=") { return String(parts[i + 1]) }
        return ""
    }
}
