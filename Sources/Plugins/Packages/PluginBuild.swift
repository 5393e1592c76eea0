import MusePlatform
import MuseProcesses
import MuseRecipe
import MuseStorage

/// Makes what a plug-in needs before it can run: its library, which `make` compiles, and its Python packages.
package struct PluginBuild {
    private let manifest: PluginManifest
    private let environment: PluginEnvironment?

    package init(_ manifest: PluginManifest) {
        self.manifest = manifest
        environment = PluginEnvironment(manifest)
    }

    private var hasMakefile: Bool { Files.isRegularFile("\(manifest.folder)/Makefile") }

    /// Whether something is missing, or the plug-in has changed since its last build.
    ///
    /// - Throws: `FileError` if a file of the plug-in cannot be read.
    package func isNeeded() throws -> Bool {
        do {
            try manifest.checkIsBuilt()
        } catch is PluginError {
            return hasMakefile || environment?.isReady == false
        }
        guard hasMakefile, let note else { return false }
        return try (try? FileReader.bytes(note)) != Array(manifest.digest().utf8)
    }

    /// Builds the plug-in, unless another process has just done it.
    ///
    /// - Throws: `PluginError` with the output of `make` or pip, or for an unsuitable version of Python; `FileError`;
    ///   `CancellationError`.
    package func run(isCancelled: @escaping @Sendable () -> Bool = { false }) throws {
        let lock = try lock(isCancelled)
        try withExtendedLifetime(lock) {
            try checkPython()
            if hasMakefile {
                let make = try FinishedProcess(["make", "-C", manifest.folder], isCancelled: isCancelled)
                if make.end != .exited(0) { throw PluginError(manifest, "make failed", errorOutput: make.output) }
            }
            if let environment, !environment.isReady { try environment.make(isCancelled: isCancelled) }
            try record()
        }
    }

    /// Records that the plug-in, as it is now, needs no build.
    ///
    /// - Throws: `PluginError` if its library does not exist; `FileError`.
    package func record() throws {
        guard let note else { return }
        try createDirectories(parentFolder(of: note))
        try AtomicFile.write(Array(manifest.digest().utf8), to: note)
    }

    /// Forgets the folder of the plug-in, which was a temporary one.
    package func forget() {
        guard let note, let cache = manifest.cache else { return }
        for path in [note, "\(note).lock", FileDigests.path(in: cache, manifest)] { unlink(path) }
    }

    /// Checks the version of `python3`.
    ///
    /// - Throws: `PluginError` if the plug-in does not support it.
    package func checkPython() throws {
        guard let required = manifest.requirements.python else { return }
        let needs = "needs Python \(required.settingText)"
        let hint = "install one and put it first on PATH"
        guard
            let python = try? FinishedProcess([
                "python3", "-c", "import platform; print(platform.python_version())",
            ]), python.end == .exited(0)
        else { throw PluginError(manifest, "\(needs), but python3 cannot be run; \(hint)") }
        let version = python.standardOutput.split(separator: "\n").first.map(String.init) ?? ""
        if !required.includes(version) { throw PluginError(manifest, "\(needs), but python3 is \(version); \(hint)") }
    }

    /// The file with the digest of the plug-in after its last build; nil without a cache.
    private var note: String? { manifest.cache.map { "\($0)/builds/\(manifest.folderHash)" } }

    /// Lets one process at a time build the plug-in; nil without a cache.
    private func lock(_ isCancelled: () -> Bool) throws -> FileLock? {
        guard let note else { return nil }
        try createDirectories(parentFolder(of: note))
        while true {
            if let lock = try FileLock.take("\(note).lock") { return lock }
            if isCancelled() { throw CancellationError() }
            usleep(100_000)
        }
    }
}
