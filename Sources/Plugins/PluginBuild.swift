import MuseRecipe

/// Builds compiled plug-ins.
package enum PluginBuild {
    /// Runs `make` if the plug-in has a Makefile.
    ///
    /// - Throws: `PluginError` with the output of `make` if it fails; `FileError` if it cannot be run.
    package static func make(_ manifest: PluginManifest) throws {
        guard Files.isRegularFile("\(manifest.folder)/Makefile") else { return }
        let make = try FinishedProcess(["make", "-C", manifest.folder])
        if make.end != .exited(0) { throw PluginError(manifest, "make failed", errorOutput: make.output) }
    }
}
