import MuseStorage

/// A plug-in did not do what it has to: which one, what went wrong, and what it said last.
package struct PluginError: Error, Equatable, Sendable, CustomStringConvertible {
    package let plugin: String
    package let folder: String
    /// One sentence without a full stop.
    package let message: String
    /// The end of what it wrote to standard error; empty where it wrote nothing, or is a library.
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
