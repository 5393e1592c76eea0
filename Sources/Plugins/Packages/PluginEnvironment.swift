import MusePlatform
import MuseProcesses
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A virtual environment with the Python packages of one plug-in.
///
/// Its folder depends on the plug-in's requirements, so changed requirements make a new one. A file lists what pip has
/// installed. It is written last: an environment without it is unfinished.
package struct PluginEnvironment: Sendable {
    package let folder: String
    private let manifest: PluginManifest

    /// nil if the plug-in requires no packages, or if there is no cache for them.
    package init?(_ manifest: PluginManifest) {
        let requirements = manifest.requirements
        guard !requirements.packages.isEmpty, let cache = manifest.cache else { return nil }
        let key = [manifest.id, requirements.python?.settingText ?? ""] + requirements.packages
        let hash = SHA256.hex(of: Array(key.joined(separator: "\n").utf8)).prefix(32)
        folder = "\(Files.absolute(cache))/environments/\(hash)"
        self.manifest = manifest
    }

    private var python: String { "\(folder)/bin/python3" }
    /// What pip has installed, with versions.
    var listPath: String { "\(folder)/installed.txt" }

    /// Whether all packages are installed. False as well if the interpreter that it was made with is gone.
    package var isReady: Bool { Files.isRegularFile(listPath) && Files.isRegularFile(python) }

    /// The command that runs `command` in this environment: `python3` is that of the environment.
    func command(_ command: [String]) -> [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return ["/usr/bin/env", "PATH=\(folder)/bin:\(path)", "VIRTUAL_ENV=\(folder)"] + command
    }

    /// Creates the environment and installs the packages.
    ///
    /// - Throws: `PluginError` with pip's output; `FileError`; `CancellationError`. Nothing is left behind.
    func make(isCancelled: @escaping @Sendable () -> Bool) throws {
        try createDirectories(parentFolder(of: folder))
        do {
            try run(["python3", "-m", "venv", "--clear", folder], "python3 -m venv failed", isCancelled)
            let install = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--"]
            try run([python] + install + manifest.requirements.packages, "pip install failed", isCancelled)
            let list = try run([python, "-m", "pip", "freeze", "--all"], "pip freeze failed", isCancelled)
            try AtomicFile.write(Array(list.standardOutput.utf8), to: listPath)
        } catch {
            remove()
            throw error
        }
    }

    /// Deletes the environment.
    package func remove() { try? FolderTree.remove(folder) }

    @discardableResult
    private func run(
        _ command: [String], _ failure: String, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> FinishedProcess {
        let process = try FinishedProcess(command, folder: manifest.folder, isCancelled: isCancelled)
        if process.end != .exited(0) { throw PluginError(manifest, failure, errorOutput: process.output) }
        return process
    }
}
