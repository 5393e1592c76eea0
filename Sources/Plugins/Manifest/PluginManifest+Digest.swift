import MusePlatform
package import MuseProtocols
import MuseRecipe
import MuseStorage

extension PluginManifest {
    /// The origin that the plug-in's components record. The digest is computed once.
    package var origin: PluginOrigin {
        let digest = Once { [self] in try self.digest() }
        return PluginOrigin(id: id, folder: folder) { try digest.get() }
    }

    /// SHA-256 of the names and contents of the plug-in's files, including its library and the files in subfolders.
    /// Hidden files, Python's cache files and the author's cases, which have no effect on a run, are skipped.
    ///
    /// Digests of unchanged files come from `digestCache`.
    ///
    /// - Throws: `FileError` if a file cannot be read; `PluginError` if the library does not exist.
    package func digest() throws -> String {
        try checkIsBuilt()
        let cases = "\(folder)/\(AuthorCases.fileName)"
        var paths = Self.files(in: folder).filter { !$0.hasSuffix(".pyc") && $0 != cases }
        if case .library(let path) = route, !paths.contains(path) { paths.append(path) }
        var digests = FileDigests(path: digestFile)
        let lines = try paths.sorted().map { path in
            let name = path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : path
            return "\(try digests.digest(of: Files.absolute(path)))  \(name)\n"
        }
        digests.save()
        return SHA256.hex(of: Array(lines.joined().utf8))
    }

    private var digestFile: String? {
        digestCache.map { "\($0)/\(SHA256.hex(of: Array(Files.absolute(folder).utf8)).prefix(32)).json" }
    }

    /// Checks that the library of a plug-in exists.
    ///
    /// - Throws: `PluginError` if it does not.
    func checkIsBuilt() throws {
        guard case .library(let path) = route, !Files.isRegularFile(path) else { return }
        let hint = Files.isRegularFile("\(folder)/Makefile") ? "; build it with 'make -C \(folder)'" : ""
        throw PluginError(self, "'\(path)' does not exist\(hint)")
    }

    /// The paths of the files in a folder and its subfolders, without hidden files.
    static func files(in folder: String) -> [String] {
        var files: [String] = []
        for name in Files.names(in: folder) where name != "__pycache__" {
            let path = "\(folder)/\(name)"
            if Files.isFolder(path) {
                files += Self.files(in: path)
            } else if Files.isRegularFile(path) {
                files.append(path)
            }
        }
        return files
    }
}
