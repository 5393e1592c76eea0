import MuseProtocols
import MuseRecipe

/// Builds plug-ins that are compiled.
package enum PluginBuild {
    /// `make`, where the folder has a Makefile.
    ///
    /// - Throws: `FileError` with the end of what `make` said, where it fails.
    package static func make(in folder: String) throws {
        guard Files.isRegularFile("\(folder)/Makefile") else { return }
        let made = try FinishedProcess(["make", "-C", folder])
        if made.end != .exited(0) {
            let words = made.words.split(separator: "\n").suffix(20).joined(separator: "\n")
            throw FileError(path: folder, reason: "make fails:\n\(words)")
        }
    }
}
