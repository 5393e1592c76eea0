import MuseProtocols
import MuseStorage

/// The data dump of The Session: `csv/tunes.csv` or `json/tunes.json`. With both, the first is read.
///
/// Source: the repository TheSession-data by Jeremy Keith, which names the columns in the first line of the table.
struct TheSessionLayout {
    private let path: String

    init(_ path: String) throws { self.path = path }

    func files() throws -> [DatasetLayout.File] {
        var entry = DatasetEntry()
        entry.importer = "the_session"
        if PathKind(path) == .file, ["csv", "json"].contains(fileExtension(of: path)) { return [(path, entry)] }
        let folder = try DatasetFolder(path, of: "the dump of The Session")
        let names = ["csv/tunes.csv", "json/tunes.json", "tunes.csv", "tunes.json"]
        guard let name = names.first(where: { folder.has($0, .file) }) else {
            throw folder.missing("file 'csv/tunes.csv' or 'json/tunes.json'")
        }
        return [(folder.path(of: name), entry)]
    }
}

/// IrishMAN: `train.json` and `validation.json`.
///
/// Source: Wu, Li, Yu and Sun, "TunesFormer: Forming Irish tunes with control codes by bar patching", HCMIR 2023.
struct IrishMANLayout {
    private let path: String

    init(_ path: String) throws { self.path = path }

    func files() throws -> [DatasetLayout.File] {
        let names: [(name: String, side: CorpusSide)] = [("train.json", .training), ("validation.json", .validation)]
        if PathKind(path) == .file {
            let side = names.first { path == $0.name || path.hasSuffix("/\($0.name)") }?.side
            guard let side else { throw DatasetMistake("'\(path)' is neither 'train.json' nor 'validation.json'") }
            return [(path, entry(side))]
        }
        let folder = try DatasetFolder(path, of: "IrishMAN")
        return try names.map { name, side in
            guard folder.has(name, .file) else { throw folder.missing("file '\(name)'") }
            return (folder.path(of: name), entry(side))
        }
    }

    private func entry(_ side: CorpusSide) -> DatasetEntry {
        var entry = DatasetEntry()
        entry.importer = "irishman"
        entry.side = side
        return entry
    }
}
