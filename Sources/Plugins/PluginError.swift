import MuseStorage

/// A failure of a plug-in.
package struct PluginError: Error, Equatable, Sendable, CustomStringConvertible {
    package let plugin: String
    package let folder: String
    /// One sentence without a full stop.
    package let message: String
    /// The end of its standard error; empty if it wrote nothing or is a library.
    package let errorOutput: String

    init(_ manifest: PluginManifest, _ message: String, errorOutput: String = "") {
        plugin = manifest.id
        folder = manifest.folder
        self.message = message
        self.errorOutput = errorOutput
    }

    package var description: String {
        let headline = "error: plug-in '\(printable(plugin))' in \(printable(folder)): \(printable(message))"
        let lines = errorOutput.split(separator: "\n").suffix(12)
        return lines.isEmpty
            ? headline
            : headline + "; its last output:\n" + lines.map { "  | \(printable(String($0)))" }.joined(separator: "\n")
    }
}
