/// Comma-separated values whose first record names the columns.
package struct CSVTable {
    /// A record as long as the first.
    package struct Row {
        fileprivate let fields: [CSVReader.Field]
        fileprivate let columns: [String]

        /// The byte offset of the record.
        package var offset: Int { fields[0].offset }

        /// The field of a column; nil if the table has no such column.
        package func optional(_ column: String) -> CSVReader.Field? {
            columns.firstIndex(of: column).map { fields[$0] }
        }

        /// The field of a column that was required.
        package subscript(column: String) -> CSVReader.Field {
            guard let field = optional(column) else { preconditionFailure("the column '\(column)' was not required") }
            return field
        }
    }

    private var reader: CSVReader
    private let columns: [String]

    /// - Parameter required: the columns that must be there, in any order; others may be.
    /// - Throws: `CSVReader.Mistake` if one is missing.
    package init(_ bytes: [UInt8], required: [String]) throws(CSVReader.Mistake) {
        reader = CSVReader(bytes)
        columns = try reader.next()?.map { $0.text.trimmed } ?? []
        let missing = required.filter { !columns.contains($0) }
        if !missing.isEmpty {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            throw CSVReader.Mistake("the first line has no column \(names)", at: 0)
        }
    }

    /// Returns the next row; nil at the end.
    ///
    /// - Throws: `CSVReader.Mistake`, also for a row with another number of fields than columns.
    package mutating func next() throws(CSVReader.Mistake) -> Row? {
        guard let fields = try reader.next() else { return nil }
        guard fields.count == columns.count else {
            throw CSVReader.Mistake(
                "the row has \(fields.count) fields, the table \(columns.count) columns", at: fields[0].offset)
        }
        return Row(fields: fields, columns: columns)
    }
}

extension String {
    /// The text without spaces at both ends.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
