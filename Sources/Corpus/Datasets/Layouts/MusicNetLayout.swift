import MuseProtocols
import MuseStorage

/// MusicNet: `train_labels` and `test_labels`, with a table of notes for each recording, and `musicnet_metadata.csv`,
/// which is published on its own.
///
/// Source: Thickstun, Harchaoui and Kakade, "Learning features of music from scratch", ICLR 2017.
struct MusicNetLayout {
    private let folder: DatasetFolder

    init(_ path: String) throws { folder = try DatasetFolder(path, of: "MusicNet") }

    func files() throws -> [DatasetLayout.File] {
        let sides: [(name: String, side: CorpusSide)] = [("train_labels", .training), ("test_labels", .test)]
        for side in sides where !folder.has(side.name, .folder) { throw folder.missing("folder '\(side.name)'") }
        let path = try folder.index("musicnet_metadata.csv")
        let pieces = try Self.pieces(path)
        return try sides.flatMap { name, side in
            let labels = try folder.folder(name)
            let numbers = labels.names().filter { fileExtension(of: $0) == "csv" }
                .compactMap { Int($0.dropLast(4)) }.sorted()
            if numbers.isEmpty { throw folder.missing("labels such as '\(name)/1727.csv'") }
            return try numbers.map { number -> DatasetLayout.File in
                guard var entry = pieces[number] else { throw DatasetMistake("'\(path)' has no row for \(number)") }
                entry.side = side
                return (labels.path(of: "\(number).csv"), entry)
            }
        }
    }

    /// Title and composer by number.
    private static func pieces(_ path: String) throws -> [Int: DatasetEntry] {
        var index = try DatasetIndex(path, columns: ["id", "composer", "composition", "movement"])
        var pieces: [Int: DatasetEntry] = [:]
        try index.forEachRow { row, mistake in
            guard let number = Int(row["id"].text) else {
                throw mistake("expected a number, found '\(row["id"].text)'", row["id"])
            }
            var entry = DatasetEntry()
            entry.importer = "musicnet"
            entry.title = [row["composition"].text, row["movement"].text].filter { !$0.isEmpty }.joined(separator: ": ")
            entry.composers = [row["composer"].text].filter { !$0.isEmpty }
            pieces[number] = entry
        }
        return pieces
    }
}
