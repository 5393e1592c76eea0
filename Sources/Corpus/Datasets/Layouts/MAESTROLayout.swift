import MuseProtocols
import MuseStorage

/// MAESTRO, versions 1 to 3: `maestro-v3.0.0.csv` beside a folder of MIDI files for each year.
///
/// Source: Hawthorne et al., "Enabling factorized piano music modeling and generation with the MAESTRO dataset", ICLR
/// 2019; the columns are those of the published tables.
struct MAESTROLayout {
    private let folder: DatasetFolder

    init(_ path: String) throws { folder = try DatasetFolder(path, of: "MAESTRO") }

    func files() throws -> [DatasetLayout.File] {
        let tables = folder.names().filter { $0.hasPrefix("maestro-v") && fileExtension(of: $0) == "csv" }
        guard let table = tables.first else { throw folder.missing("table 'maestro-v*.csv'") }
        if tables.count > 1 {
            throw DatasetMistake("'\(folder.path)' has several tables: \(tables.joined(separator: ", "))")
        }
        var index = try DatasetIndex(
            folder.path(of: table), columns: ["canonical_composer", "canonical_title", "split", "midi_filename"])
        var files: [DatasetLayout.File] = []
        try index.forEachRow { row, mistake in
            let (split, name) = (row["split"], row["midi_filename"])
            guard let side = Self.sides[split.text] else {
                throw mistake("expected train, validation or test, found '\(split.text)'", split)
            }
            guard folder.has(name.text, .file) else { throw mistake("there is no file '\(name.text)'", name) }
            var entry = DatasetEntry()
            entry.side = side
            entry.title = row["canonical_title"].text
            // An arrangement has two: `Franz Schubert / Franz Liszt`.
            entry.composers = row["canonical_composer"].text.split(separator: " / ").map(String.init)
            files.append((folder.path(of: name.text), entry))
        }
        if files.isEmpty { throw DatasetMistake("'\(folder.path(of: table))' lists no files") }
        return files
    }

    private static let sides: [String: CorpusSide] = ["train": .training, "validation": .validation, "test": .test]
}
