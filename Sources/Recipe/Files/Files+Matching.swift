import MusePlatform

extension Files {
    static func isPattern(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

    /// The paths in a folder that match a shell pattern, sorted by bytes.
    static func matches(_ pattern: String, in folder: String) -> [String] {
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
            } else if extensions.contains(fileExtension(path)), isRegularFile(path) {
                found.append(path)
            }
        }
        return inByteOrder(found)
    }

    /// The file extension in lower case, without the dot; empty if there is none.
    static func fileExtension(_ path: String) -> String {
        let name = name(path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    private static func inByteOrder(_ paths: [String]) -> [String] {
        paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
