import MuseMusic
package import MuseProtocols

/// Reads IrishMAN: a JSON list of objects whose member `abc notation` is a tune. The member `control code`, which
/// describes the form of the tune, is left out: tokenizers derive the form from the music.
///
/// Source: Wu, Li, Yu and Sun, "TunesFormer: Forming Irish tunes with control codes by bar patching", HCMIR 2023.
package struct IrishMANImporter: Importer {
    package static let schema = Schema(
        "irishman", "reads IrishMAN, a JSON list of tunes in ABC; used by `layout: irishman`",
        source: "Wu et al. 2023, HCMIR")

    package init(_ settings: Settings) throws {}
    package init() {}

    /// None: `json` is also the extension of other data sets.
    package var fileExtensions: [String] { [] }

    package func read(_ bytes: [UInt8], name: String) throws -> Imported { try all(bytes, name: name, checks: false) }

    package func check(_ bytes: [UInt8], name: String) throws -> Imported { try all(bytes, name: name, checks: true) }

    package func readParts(
        _ bytes: [UInt8], name: String, checks: Bool, onPart: (Imported) throws -> Void
    ) throws {
        var records = ABCRecords(bytes, name: name, checks: checks)
        var list = JSONRecords(bytes)
        var number = 0
        try records.forEachPart(
            {
                guard let record = try list.next() else { return nil }
                number += 1
                guard let abc = record.texts["abc notation"] else {
                    throw JSONScanner.Mistake(message: "expected an object with 'abc notation'", offset: record.offset)
                }
                let start = abc.hasPrefix("X:") ? abc.prefix { !$0.isNewline } : "X:\(number)"
                return ABCRecord(
                    name: "tune \(number)", abc: "\(start)\n\(abc.linesOfOneTune)", offset: record.offset)
            }, mistake: JSONRecords.mistake, onPart: onPart)
    }
}

extension Importer {
    /// Joins the parts of a file.
    func all(_ bytes: [UInt8], name: String, checks: Bool) throws -> Imported {
        var result = Imported(tunes: [])
        try readParts(bytes, name: name, checks: checks) { part in
            result.tunes += part.tunes
            result.diagnostics += part.diagnostics
        }
        return result
    }
}
