import MusePlatform
import MuseStorage

/// A folder for the files that a program reads and writes, in the system's folder for temporary files. It is removed
/// with its files when nothing refers to it.
package final class ScratchFolder: Sendable {
    package let path: String

    /// - Throws: `FileError`.
    package init() throws { path = try TemporaryFile.folder(in: "\(temporaryFolder())/") }

    /// The path of a file in the folder.
    package func path(_ name: String) -> String { "\(path)/\(name)" }

    deinit {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                }
                if name != ".", name != ".." { unlink("\(path)/\(name)") }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
