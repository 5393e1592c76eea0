import MuseStorage

/// A failure of a plug-in: which plug-in, what went wrong, and the end of its standard error.
package struct PluginError: Error, Equatable, Sendable, CustomStringConvertible {
    package let plugin: String
    package let folder: String
    /// One sentence without a full stop.
    package let message: String
    /// The end of its standard error; empty if it wrote nothing or is a library.
    package let lastWords: String

    init(_ manifest: PluginManifest, _ message: String, lastWords: String = "") {
        plugin = manifest.id
        folder = manifest.folder
        self.message = message
        self.lastWords = lastWords
    }

    package var description: String {
        let headline = "error: plug-in '\(printable(plugin))' in \(printable(folder)): \(printable(message))"
        let lines = lastWords.split(separator: "\n").suffix(12)
        return lines.isEmpty
            ? headline
            : headline + "; its last words:\n" + lines.map { "  | \(printable(String($0)))" }.joined(separator: "\n")
    }
}
