import MuseProtocols

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A plug-in in a process of its own, started when it is first needed. One question at a time.
final class ProcessHost: PluginHost {
    let manifest: PluginManifest
    private let command: [String]
    private let connection = Monitor<ProcessConnection?>(nil)

    init(_ manifest: PluginManifest, command: [String]) {
        self.manifest = manifest
        self.command = command
    }

    /// Of the running program, the head of its process group; nil where none runs.
    var processIdentifier: Int32? { connection.read { $0?.process.identifier } }

    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler {
        ProcessSampler(component.schema.name, self, settings)
    }

    func rule(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Rule {
        ProcessRule(component, self, settings)
    }

    func exporter(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Exporter {
        ProcessExporter(component, self, settings)
    }

    func stop() { connection.change { $0?.stop() } }

    /// Has the connection for a while, which is opened where it is not yet.
    ///
    /// - Throws: `PluginError`, and what `body` throws.
    func asking<Result>(_ body: (ProcessConnection) throws -> Result) throws -> Result {
        try connection.change { connection in
            Swift.Result { () throws -> Result in
                let open = try connection ?? ProcessConnection(manifest, command)
                connection = open
                return try body(open)
            }
        }.get()
    }

    private struct Created: Decodable {
        let instance: Int
    }

    /// The number of a new component.
    func instance(_ kind: String, _ type: String, _ settings: PluginSettings) throws -> Int {
        let parameters = JSON.object(["kind": .string(kind), "type": .string(type), "settings": settings.json])
        return try asking { try $0.ask("create", try parameters.bytes(), Created.self) }.instance
    }
}
