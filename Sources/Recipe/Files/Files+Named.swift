import MuseProtocols
import MuseStorage

extension Files {
    /// The files that a path, folder or pattern names; a problem if it names none.
    static func named(
        _ text: String, in folder: String, extensions: [String]
    ) -> (files: [String], problem: String?) {
        let path = resolve(text, relativeTo: folder)
        let shown = path.count > 200 ? path.prefix(200) + "…" : path
        let known = extensions.joined(separator: ", ")
        if isRegularFile(path) {
            let ending = fileExtension(of: path)
            return extensions.contains(ending)
                ? ([path], nil) : ([], "no importer reads '.\(ending)' files; known: \(known)")
        }
        var named = [path]
        if isPattern(text), !isFolder(path) {
            named = matches(text, in: folder)
            if named.isEmpty { return ([], "nothing matches '\(shown)'") }
        } else if text.isEmpty || !isFolder(path) {
            return ([], "there is no file or folder '\(shown)'")
        }
        let found = musicFiles(named, extensions: Set(extensions))
        return (found, found.isEmpty ? "'\(shown)' contains no file of a known format: \(known)" : nil)
    }
}
