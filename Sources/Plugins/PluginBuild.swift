import MuseRecipe

/// Builds compiled plug-ins.
package enum PluginBuild {
    /// Runs `make` if the plug-in has a Makefile.
    ///
    /// - Parameter isCancelled: polled; ends `make` when it becomes true.
    /// - Throws: `PluginError` with the output of `make` if it fails; `FileError` if it cannot be run;
    ///   `CancellationError`.
    package static func make(
        _ manifest: PluginManifest, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws {
        guard Files.isRegularFile("\(manifest.folder)/Makefile") else { return }
        let make = try FinishedProcess(["make", "-C", manifest.folder], isCancelled: isCancelled)
        if make.end != .exited(0) { throw PluginError(manifest, "make failed", errorOutput: make.output) }
    }
}
