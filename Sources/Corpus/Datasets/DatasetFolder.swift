import MuseProtocols
import MuseStorage

/// A folder of a data set.
struct DatasetFolder {
    let path: String
    /// The data set in messages.
    let dataset: String

    /// - Throws: `DatasetMistake` if it is not a folder.
    init(_ path: String, of dataset: String) throws {
        guard PathKind(path) == .folder else { throw DatasetMistake("there is no folder '\(path)'") }
        self.path = path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path
        self.dataset = dataset
    }

    /// The sorted names of the entries.
    func names() -> [String] { entryNames(in: path) }

    /// The sorted names of the folders in it.
    func folders() -> [String] { names().filter { PathKind(self.path(of: $0)) == .folder } }

    func path(of name: String) -> String { "\(path)/\(name)" }

    func has(_ name: String, _ kind: PathKind) -> Bool { PathKind(path(of: name)) == kind }

    func folder(_ name: String) throws -> DatasetFolder { try DatasetFolder(path(of: name), of: dataset) }

    /// The path of a file that is in the folder, or beside it: some indices are published on their own.
    ///
    /// - Throws: `DatasetMistake` if there is none.
    func index(_ name: String) throws -> String {
        let places = [path(of: name), parentFolder(of: path) + name]
        guard let found = places.first(where: { PathKind($0) == .file }) else {
            throw missing("file '\(name)', in it or beside it")
        }
        return found
    }

    func missing(_ what: String) -> DatasetMistake { DatasetMistake("'\(path)' is not \(dataset): it has no \(what)") }
}

/// An index in CSV.
struct DatasetIndex {
    private var table: CSVTable
    private var places: SourcePlaces

    /// - Throws: `DatasetMistake` if the file cannot be read or a column is missing.
    init(_ path: String, columns: [String]) throws {
        let bytes: [UInt8]
        do { bytes = try FileReader.bytes(path) } catch { throw DatasetMistake("cannot read: \(error)") }
        var places = SourcePlaces(bytes, of: SourceFile(name: path, bytes: bytes))
        do {
            table = try CSVTable(bytes, required: columns)
        } catch {
            throw DatasetMistake(error.message, at: places.mark(at: error.offset))
        }
        self.places = places
    }

    /// Calls `body` with each row and a function that makes a mistake at one of its fields.
    ///
    /// - Throws: `DatasetMistake` for a damaged row; errors of `body`.
    mutating func forEachRow(
        _ body: (_ row: CSVTable.Row, _ mistake: (_ message: String, _ field: CSVReader.Field) -> DatasetMistake) throws
            -> Void
    ) throws {
        var places = places
        do {
            while let row = try table.next() {
                try body(row) { message, field in DatasetMistake(message, at: places.mark(at: field.offset)) }
            }
        } catch let error as CSVReader.Mistake {
            throw DatasetMistake(error.message, at: places.mark(at: error.offset))
        }
    }
}
