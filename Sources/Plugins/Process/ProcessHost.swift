import MuseProtocols
import MuseRecipe

/// A plug-in that runs in its own process, started on first use: a program, or muse with the plug-in's library. Handles
/// one request at a time.
final class ProcessHost: PluginHost {
    let manifest: PluginManifest
    private let command: [String]
    private let supervisor: String?
    /// Whether muse runs in the process, with the plug-in's library.
    let isLibrary: Bool
    private let beforeUse: Plugins.BeforeUse
    private let isCancelled: @Sendable () -> Bool
    private let observer: PluginObserver
    /// The connection, or why there is none; nil before the first use.
    private let connection = Monitor<Result<ProcessConnection, any Error>?>(nil)

    /// - Parameter supervisor: ends the process with all its descendants, called with `plugins supervise COMMAND`; nil
    ///   to end only its process group.
    init(
        _ manifest: PluginManifest, command: [String], supervisor: String?, beforeUse: @escaping Plugins.BeforeUse,
        isCancelled: @escaping @Sendable () -> Bool, observer: PluginObserver
    ) {
        self.manifest = manifest
        self.command = command
        self.supervisor = supervisor
        isLibrary = false
        self.beforeUse = beforeUse
        self.isCancelled = isCancelled
        self.observer = observer
    }

    /// - Parameter program: loads the library and answers requests, called with `plugins host FOLDER`.
    init(
        _ manifest: PluginManifest, libraryIn program: String, beforeUse: @escaping Plugins.BeforeUse,
        isCancelled: @escaping @Sendable () -> Bool, observer: PluginObserver
    ) {
        self.manifest = manifest
        command = [program, "plugins", "host", Files.absolute(manifest.folder)]
        supervisor = program
        isLibrary = true
        self.beforeUse = beforeUse
        self.isCancelled = isCancelled
        self.observer = observer
    }

    /// The running process, which leads its process group; nil if none is running.
    var processIdentifier: Int32? { connection.read { try? $0?.get().process.identifier } }

    func instance(_ component: PluginManifest.Component, _ settings: PluginSettings) throws -> any PluginInstance {
        try ProcessInstance(component, self, settings)
    }

    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler {
        ProcessSampler(component, self, settings)
    }

    func stop() { connection.change { try? $0?.get().stop() } }

    deinit { stop() }

    /// Calls `body` with exclusive access to a connection for a new instance. It is opened on first use, and again
    /// after a cancelled run has ended the process. A start that fails is not repeated.
    ///
    /// - Throws: `PluginError`; errors of `body`.
    func withNewInstance<Result>(_ body: (ProcessConnection) throws -> Result) throws -> Result {
        try connection.change { connection in
            Swift.Result { () throws -> Result in
                if connection == nil { try beforeUse(manifest) }
                if connection?.isCancelled ?? false { connection = nil }
                let opened =
                    connection
                    ?? Swift.Result {
                        try ProcessConnection(
                            manifest, command, supervisor: supervisor, isLibrary: isLibrary, isCancelled: isCancelled,
                            observer: observer)
                    }
                connection = opened
                return try body(try opened.get())
            }
        }.get()
    }

    /// Calls `body` with exclusive access to the connection of an instance.
    ///
    /// - Throws: errors of `body`.
    func withConnection<Result>(
        _ connection: ProcessConnection, _ body: (ProcessConnection) throws -> Result
    ) throws -> Result {
        try self.connection.change { _ in Swift.Result { () throws -> Result in try body(connection) } }.get()
    }
}

extension Result<ProcessConnection, any Error> {
    /// Whether a cancelled run has ended the process, or its start.
    fileprivate var isCancelled: Bool {
        switch self {
        case .success(let connection): connection.isCancelled
        case .failure(let error): error is CancellationError
        }
    }
}
