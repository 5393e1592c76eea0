import MuseMusic
package import MuseProtocols
import MuseStorage

/// Reads the tunes of the data dump of The Session, in CSV or JSON. Each setting of a tune becomes a tune in ABC: its
/// number is X:, its name T:, the composer C:, the type R:, the meter M: and the mode K:, with L:1/8, as on the site.
///
/// Source: the repository TheSession-data by Jeremy Keith.
package struct TheSessionImporter: Importer {
    package static let schema = Schema(
        "the_session", "reads the dump of The Session, CSV or JSON; used by `layout: the_session`",
        source: "TheSession-data, csv/tunes.csv and json/tunes.json")

    package init(_ settings: Settings) throws {}
    package init() {}

    /// None: `csv` and `json` are also extensions of other data sets.
    package var fileExtensions: [String] { [] }

    package func read(_ bytes: [UInt8], name: String) throws -> Imported { try all(bytes, name: name, checks: false) }

    package func check(_ bytes: [UInt8], name: String) throws -> Imported { try all(bytes, name: name, checks: true) }

    package func readParts(
        _ bytes: [UInt8], name: String, checks: Bool, onPart: (Imported) throws -> Void
    ) throws {
        var records = ABCRecords(bytes, name: name, checks: checks)
        if JSONScanner.startsList(bytes) {
            var list = JSONRecords(bytes)
            try records.forEachPart(
                {
                    try list.next().map { record in Self.record(record.offset) { record.texts[$0] } }
                }, mistake: JSONRecords.mistake, onPart: onPart)
        } else {
            var table: CSVTable?
            try records.forEachPart(
                {
                    if table == nil { table = try CSVTable(bytes, required: Self.required) }
                    return try table?.next().map { row in Self.record(row.offset) { row.optional($0)?.text } }
                }, mistake: { ($0 as? CSVReader.Mistake).map { ($0.message, $0.offset) } }, onPart: onPart)
        }
    }

    private static let required = ["setting_id", "name", "type", "meter", "mode", "abc"]

    private static func record(_ offset: Int, _ value: (String) -> String?) -> ABCRecord {
        var abc = ""
        func add(_ field: String, _ column: String) {
            let text = (value(column) ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
            if !text.isEmpty { abc += "\(field):\(text)\n" }
        }
        let number = value("setting_id").flatMap { Int($0) }
        abc += "X:\(number ?? 1)\n"
        add("T", "name")
        add("C", "composer")
        add("R", "type")
        add("M", "meter")
        abc += "L:1/8\n"
        add("K", "mode")
        return ABCRecord(
            name: "setting \(number.map(String.init) ?? "?")", abc: abc + (value("abc") ?? "").linesOfOneTune,
            offset: offset)
    }
}
