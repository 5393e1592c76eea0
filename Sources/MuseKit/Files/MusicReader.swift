import MuseProtocols
import MuseStorage

/// Reads music files with the chosen importer, or with the one that a file's extension selects.
struct MusicReader: Sendable {
    private let importers: FormatChoice<any Importer>

    /// - Parameter importer: as for `Muse.readMusic`.
    /// - Throws: `RecipeErrors` for a mistake in `importer`.
    init(_ importers: Registry<any Importer>, importer: String?) throws {
        self.importers = try FormatChoice(importers, chosen: importer, verb: "reads", \.fileExtensions)
    }

    /// Checks that an importer reads files with a path's extension.
    ///
    /// - Throws: `MuseError.use` for an unknown file extension.
    func check(_ path: String) throws {
        if path != "-" { _ = try importers.component(for: path) }
    }

    /// Imports a file in parts.
    ///
    /// - Parameters:
    ///   - path: `-` for standard input, whose format is told by its contents.
    ///   - checks: whether to report every mistake, as `Importer.check` does.
    ///   - onPart: as for `Importer.readParts`.
    /// - Throws: `MuseError.use` for an unknown file extension; `MuseError.data` if the format of standard input is
    ///   unknown; `FileError`; an error of a plug-in; errors of `onPart`.
    func read(_ path: String, checks: Bool = false, onPart: (Imported) throws -> Void) throws {
        let input = path == "-" ? try FileReader.standardInput() : nil
        let (importer, warning) = try importers.component(for: try input.map(nameForContents) ?? path)
        var notes = warning.map { [$0] } ?? []
        try importer.readParts(input ?? FileReader.bytes(path), name: Self.name(path), checks: checks) { part in
            var part = part
            part.diagnostics = notes + part.diagnostics
            notes = []
            try onPart(part)
        }
    }

    /// The name of a file in messages.
    static func name(_ path: String) -> String { path == "-" ? FileReader.standardInputName : path }

    /// A file name that selects the importer for the contents of standard input.
    private func nameForContents(_ bytes: [UInt8]) throws -> String {
        if importers.isChosen { return "" }
        guard let ending = MusicContent.fileExtension(of: bytes) else {
            throw MuseError.data(
                bytes.isEmpty
                    ? "standard input is empty" : "standard input has an unknown format; choose one with --importer")
        }
        return "input.\(ending)"
    }
}
