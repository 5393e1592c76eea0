import MuseExport
import MuseMusic
import MuseProtocols
import MuseStorage

/// The component of a registry that answers to a path's ending.
///
/// - Throws: `WrongUse` that names the known endings.
func format<Product>(
    of path: String, in registry: Registry<Product>, verb: String, _ extensions: (Product) -> [String]
) throws -> Product {
    let formats = try Formats(registry, extensions)
    if let found = formats[path] { return found }
    let known = formats.known.joined(separator: ", ")
    throw WrongUse("nothing here \(verb) '\(printable(path))'; known endings: \(known)")
}

/// Writes tunes to one file, or to a file a tune where the path has `{n}`.
///
/// - Throws: `WrongUse` where one file cannot hold them; `FileError`, `ExportError`.
func write(_ scores: [Score], to path: String) throws {
    let exporter = try format(of: path, in: InstalledPlugins.registries().exporters, verb: "writes", \.fileExtensions)
    let pieces = path.split(separator: "{n}", omittingEmptySubsequences: false)
    if pieces.count > 1 {
        for (i, score) in scores.enumerated() {
            try AtomicFile.write(exporter.write([score], provenance: nil), to: pieces.joined(separator: "\(i + 1)"))
        }
        return
    }
    if scores.count > 1, !exporter.holdsManyTunes {
        throw WrongUse(
            "there are \(scores.count) tunes, and '\(printable(path))' holds one; with {n} in the name each gets a file"
        )
    }
    try AtomicFile.write(exporter.write(scores, provenance: nil), to: path)
}
