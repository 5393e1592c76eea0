import MuseProtocols

/// A plug-in that runs in its own process, started on first use. Handles one request at a time.
final class ProcessHost: PluginHost {
    let manifest: PluginManifest
    private let command: [String]
    private let beforeUse: Plugins.BeforeUse
    private let connection = Monitor<ProcessConnection?>(nil)

    init(_ manifest: PluginManifest, command: [String], beforeUse: @escaping Plugins.BeforeUse) {
        self.manifest = manifest
        self.command = command
        self.beforeUse = beforeUse
    }

    /// The running process, which leads its process group; nil if none is running.
    var processIdentifier: Int32? { connection.read { $0?.process.identifier } }

    func instance(_ component: PluginManifest.Component, _ settings: PluginSettings) throws -> any PluginInstance {
        try ProcessInstance(component, self, settings)
    }

    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler {
        ProcessSampler(component, self, settings)
    }

    func stop() { connection.change { $0?.stop() } }

    /// Calls `body` with exclusive access to the connection, which is opened on first use.
    ///
    /// - Throws: `PluginError`; errors of `body`.
    func withConnection<Result>(_ body: (ProcessConnection) throws -> Result) throws -> Result {
        try connection.change { connection in
            Swift.Result { () throws -> Result in
                if connection == nil { try beforeUse(manifest) }
                let open = try connection ?? ProcessConnection(manifest, command)
                connection = open
                return try body(open)
            }
        }.get()
    }
}
