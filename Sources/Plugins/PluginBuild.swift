import MuseRecipe

/// Builds plug-ins that are compiled.
package enum PluginBuild {
    /// `make`, where the plug-in has a Makefile.
    ///
    /// - Throws: `PluginError` with the end of what `make` said, where it fails; `FileError` where it cannot be run.
    package static func make(_ manifest: PluginManifest) throws {
        guard Files.isRegularFile("\(manifest.folder)/Makefile") else { return }
        let made = try FinishedProcess(["make", "-C", manifest.folder])
        if made.end != .exited(0) { throw PluginError(manifest, "make fails", lastWords: made.words) }
    }
}
