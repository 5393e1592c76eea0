import MusePlatform
import MuseStorage

extension Files {
    package static func isPattern(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

    /// The paths in a folder that match a shell pattern, sorted by bytes. `**` stands for any number of folders:
    /// `tunes/**/*.abc`.
    ///
    /// - Parameter folder: empty, or with a trailing slash.
    package static func matches(_ pattern: String, in folder: String) -> [String] {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
        guard let wild = parts.firstIndex(of: "**") else { return plainMatches(pattern, in: folder) }
        let rest = parts[(wild + 1)...].filter { !$0.isEmpty }.joined(separator: "/")
        let start = parts[..<wild].map { "\($0)/" }.joined()
        let bases =
            start.isEmpty || start == "/"
            ? [start.isEmpty ? folder : start] : plainMatches(String(start.dropLast()), in: folder).map { "\($0)/" }
        var found: Set<String> = []
        for base in bases {
            for sub in folders(below: base) {
                // Folders at the end are those that `**` has entered already.
                found.formUnion(
                    rest.isEmpty ? plainMatches("*", in: sub).filter(isRegularFile) : matches(rest, in: sub))
            }
        }
        return inByteOrder(Array(found))
    }

    /// A folder and its subfolders, each with a trailing slash, without hidden ones and symbolic links to folders.
    private static func folders(below folder: String, depth: Int = 16) -> [String] {
        guard depth > 0 else { return [] }
        let subfolders = names(in: folder.isEmpty ? "." : folder).map { folder + $0 }.filter { path in
            var status = stat()
            return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
        return [folder] + subfolders.flatMap { folders(below: "\($0)/", depth: depth - 1) }
    }

    private static func plainMatches(_ pattern: String, in folder: String) -> [String] {
        // Escape the folder's name, which is never a pattern.
        let start = pattern.hasPrefix("/") ? "" : folder.map { "*?[]\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(start + pattern, GLOB_NOSORT, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
        return inByteOrder((0..<Int(result.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } })
    }

    /// The files in a folder and its subfolders whose extension is one of `extensions`, sorted by the bytes of their
    /// paths. Skips hidden files and folders, and symbolic links to folders.
    package static func files(below folder: String, extensions: Set<String>, depth: Int = 16) -> [String] {
        guard depth > 0, let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                found += files(below: path, extensions: extensions, depth: depth - 1)
            } else if extensions.contains(fileExtension(of: path)), isRegularFile(path) {
                found.append(path)
            }
        }
        return inByteOrder(found)
    }

    /// The music files that matches of a pattern name: a folder among them stands for the files below it. Each file
    /// occurs once.
    package static func musicFiles(_ matches: [String], extensions: Set<String>, anyExtension: Bool = false) -> [String]
    {
        var seen: Set<String> = []
        return matches.flatMap { match in
            if isFolder(match) { return files(below: match, extensions: extensions) }
            return anyExtension || extensions.contains(fileExtension(of: match)) && isRegularFile(match) ? [match] : []
        }.filter { seen.insert($0).inserted }
    }

    private static func inByteOrder(_ paths: [String]) -> [String] {
        paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
