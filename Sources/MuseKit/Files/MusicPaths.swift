import MuseProtocols
import MuseRecipe
import MuseStorage

extension Muse {
    /// The music files that paths name, in the order of the paths. A path is one of:
    /// - a file, which need not exist: reading it reports that;
    /// - a folder, which stands for all files in it and its subfolders that an importer reads, in order of their paths;
    /// - a shell pattern, `tunes/*.abc` or `tunes/**/*.mid`, unless a file has this name;
    /// - `@FILE`, a file with one of these paths on each line, relative to the working directory; `@-` is a list from
    ///   standard input;
    /// - `-`, standard input.
    ///
    /// - Parameter importer: as for `readMusic`. If it is given, patterns match files with any extension.
    /// - Throws: `MuseError.data` for a folder or a pattern without music files; `MuseError.use` for a pattern that
    ///   nothing matches, and if standard input is named twice; `FileError` for a list that cannot be read.
    public func musicFiles(_ paths: [String], importer: String? = nil) throws -> [String] {
        var arguments: [String] = []
        for path in paths {
            guard path.hasPrefix("@"), path.count > 1 else {
                arguments.append(path)
                continue
            }
            let list = String(path.dropFirst())
            let text = String(
                decoding: try list == "-" ? FileReader.standardInput() : FileReader.bytes(list), as: UTF8.self)
            let lines = text.split(whereSeparator: \.isNewline).map(String.init)
            if lines.isEmpty { throw MuseError.use("the list '\(printable(list))' names no file") }
            arguments += lines
        }
        if arguments.count(where: { $0 == "-" }) + paths.count(where: { $0 == "@-" }) > 1 {
            throw MuseError.use("standard input can be read only once")
        }
        let known = try Formats(components().importers, \.fileExtensions).known
        return try arguments.flatMap { try files(named: $0, known: known, anyExtension: importer != nil) }
    }

    private func files(named path: String, known: [String], anyExtension: Bool) throws -> [String] {
        if Files.isFolder(path) {
            let found = Files.files(below: path, extensions: Set(known))
            if found.isEmpty { throw noMusic(in: path, known) }
            return found
        }
        guard Files.isPattern(path), !Files.exists(path) else { return [path] }
        let matches = Files.matches(path, in: "")
        if matches.isEmpty { throw MuseError.use("nothing matches '\(printable(path))'") }
        let found = Files.musicFiles(matches, extensions: Set(known), anyExtension: anyExtension)
        if found.isEmpty { throw noMusic(in: path, known) }
        return found
    }

    private func noMusic(in path: String, _ known: [String]) -> MuseError {
        .data("'\(printable(path))' contains no file of a known format: \(known.joined(separator: ", "))")
    }
}
