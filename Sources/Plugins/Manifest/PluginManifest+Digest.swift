import MusePlatform
package import MuseProtocols
import MuseRecipe
import MuseStorage

extension PluginManifest {
    /// The origin that the plug-in's components record. The digest is computed once.
    ///
    /// - Parameter prepare: called before the digest is computed; builds the plug-in or throws.
    package func origin(prepare: @escaping Plugins.BeforeUse = { _ in }) -> PluginOrigin {
        let digest = Once { [self] in
            try prepare(self)
            return try self.digest()
        }
        return PluginOrigin(id: id, version: version, folder: folder) { try digest.get() }
    }

    /// SHA-256 of the names and contents of the plug-in's files, including its library, the files in subfolders and the
    /// list of its installed Python packages. Hidden files, Python's cache files and the author's cases, which have no
    /// effect on a run, are skipped.
    ///
    /// Digests of unchanged files come from `cache`.
    ///
    /// - Throws: `FileError` if a file cannot be read; `PluginError` if the plug-in is not built.
    package func digest() throws -> String {
        try checkIsBuilt()
        let cases = "\(folder)/\(AuthorCases.fileName)"
        var paths = Self.files(in: folder).filter { !$0.hasSuffix(".pyc") && $0 != cases }
        if case .library(let path) = route, !paths.contains(path) { paths.append(path) }
        var digests = FileDigests(path: cache.map { FileDigests.path(in: $0, self) })
        var lines = try paths.sorted().map { path in
            let name = path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : path
            return "\(try digests.digest(of: Files.absolute(path)))  \(name)\n"
        }
        if let environment = PluginEnvironment(self) {
            lines.append("\(try digests.digest(of: environment.listPath))  installed packages\n")
        }
        digests.save()
        return SHA256.hex(of: Array(lines.joined().utf8))
    }

    /// A name for the plug-in's folder in the cache.
    var folderHash: String { String(SHA256.hex(of: Array(Files.absolute(folder).utf8)).prefix(32)) }

    /// Checks that the library and the Python packages of a plug-in exist.
    ///
    /// - Throws: `PluginError` if they do not.
    package func checkIsBuilt() throws {
        let build = "'muse plugins build \(folder)'"
        if case .library(let path) = route, !Files.isRegularFile(path) {
            let hasMakefile = Files.isRegularFile("\(folder)/Makefile")
            let hint = hasMakefile ? "; build it with \(build), which runs 'make -C \(folder)'" : ""
            throw PluginError(self, "'\(path)' does not exist\(hint)")
        }
        if let environment = PluginEnvironment(self), !environment.isReady {
            let packages = requirements.packages.joined(separator: ", ")
            throw PluginError(self, "its Python packages (\(packages)) are not installed; install them with \(build)")
        }
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
