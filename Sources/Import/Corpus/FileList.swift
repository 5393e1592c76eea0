#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The files that a recipe's `files:` stand for.
///
/// An item is a file, a folder or a pattern: `*` and `?` within a name, `[a-f]`, and `**` for any number of folders. Of
/// patterns and folders, with all below them, the files are taken that an importer answers to. Hidden files and folders
/// are left out unless named; folders behind symbolic links are not walked into. The order is that of the items, and
/// within an item of the paths' bytes.
package struct FileList {
    /// Why an item stands for no file.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let folder: String
    private let extensions: Set<String>

    /// - Parameters:
    ///   - folder: what relative items are relative to; empty for the working folder.
    ///   - extensions: those taken from folders, in lower case without a dot.
    package init(relativeTo folder: String, extensions: Set<String>) {
        self.folder = folder
        self.extensions = extensions
    }

    /// The paths of one item, sorted.
    ///
    /// - Throws: `Failure` where there are none.
    package func paths(of item: String) throws -> [String] {
        if item.isEmpty { throw Failure(description: "expected a file, a folder or a pattern, found empty text") }
        if item.utf8.contains(0) { throw Failure(description: "a path cannot hold a zero byte") }
        let path = item.hasPrefix("/") || folder.isEmpty ? item : folder + "/" + item
        switch Self.type(of: path, followingLinks: true) {
        case .file: return [path]
        case .folder:
            var found: [String] = []
            walk(path.droppingTrailingSlashes) { if hasKnownExtension($0) { found.append($0) } }
            if found.isEmpty {
                throw Failure(
                    description: "no file in folder '\(path)' ends in \(extensions.sorted().joined(separator: ", "))")
            }
            return sorted(found)
        case .other: throw Failure(description: "'\(path)' is neither a file nor a folder")
        case nil:
            guard item.contains(where: { "*?[".contains($0) }) else {
                throw Failure(description: "there is no file '\(path)'")
            }
            let matched = matches(of: item)
            let found = sorted(matched.filter(hasKnownExtension))
            if found.isEmpty, !matched.isEmpty {
                throw Failure(
                    description: "no file that matches '\(path)' ends in \(extensions.sorted().joined(separator: ", "))"
                )
            }
            if found.isEmpty { throw Failure(description: "no file matches '\(path)'") }
            return found
        }
    }

    // MARK: Patterns

    private func matches(of pattern: String) -> [String] {
        let isAbsolute = pattern.hasPrefix("/")
        let segments = pattern.split(separator: "/").map(String.init)
        var found: Set<String> = []
        var visited: Set<String> = []
        /// All paths in `place` that the segments from `first` on match.
        func match(_ place: String, _ first: Int) {
            // `**/**` reaches a place in many ways; once is enough.
            guard visited.insert("\(first) \(place)").inserted else { return }
            func path(_ name: String) -> String {
                place.isEmpty ? name : place.hasSuffix("/") ? place + name : place + "/" + name
            }
            let segment = segments[first]
            let isLast = first + 1 == segments.count
            if segment == "**" {
                if !isLast { match(place, first + 1) }
                for name in Self.names(in: place) where !name.hasPrefix(".") {
                    let type = Self.type(of: path(name), followingLinks: false)
                    if type == .folder { match(path(name), first) }
                    if isLast, type != .folder, Self.type(of: path(name), followingLinks: true) == .file {
                        found.insert(path(name))
                    }
                }
                return
            }
            let isPattern = segment.contains { "*?[".contains($0) }
            let names = isPattern ? Self.names(in: place).filter { fnmatch(segment, $0, FNM_PERIOD) == 0 } : [segment]
            for name in names {
                switch Self.type(of: path(name), followingLinks: true) {
                case .file where isLast: found.insert(path(name))
                case .folder where !isLast: match(path(name), first + 1)
                default: break
                }
            }
        }
        if !segments.isEmpty { match(isAbsolute ? "/" : folder, 0) }
        return Array(found)
    }

    // MARK: Folders

    private func walk(_ folder: String, _ visit: (String) -> Void) {
        for name in Self.names(in: folder) where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            if Self.type(of: path, followingLinks: false) == .folder {
                walk(path, visit)
            } else if Self.type(of: path, followingLinks: true) == .file {
                visit(path)
            }
        }
    }

    private func hasKnownExtension(_ path: String) -> Bool {
        extensions.contains(where: { path.lowercased().hasSuffix("." + $0) })
    }

    private func sorted(_ paths: [String]) -> [String] {
        paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private enum FileType { case file, folder, other }

    private static func type(of path: String, followingLinks: Bool) -> FileType? {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    /// What a folder holds, without `.` and `..`; nothing where it cannot be read.
    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(directory) }
        var result: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                    String(cString: $0)
                }
            }
            if name != "." && name != ".." { result.append(name) }
        }
        return result
    }
}

extension String {
    fileprivate var droppingTrailingSlashes: String {
        var result = self
        while result.count > 1 && result.hasSuffix("/") { result.removeLast() }
        return result
    }
}
