import Foundation
import MusePlugins
import MuseProtocols
import MuseSamplers
import Testing

/// A plug-in in Python with one component, for tests of its faults.
struct FaultyPlugin {
    private let folder: PluginFolder
    let plugins: Plugins
    /// Its component, and the built-in constraints.
    let registries: Registries

    /// - Parameters:
    ///   - body: the body of the component's class.
    ///   - more: more keys of the component in the manifest.
    ///   - interface: the version of the interface.
    init(
        _ kind: PluginManifest.Component.Kind, _ body: String, more: String = "", timeout: Double = 20,
        interface: Int = 1
    ) throws {
        let files = Template.files("faulty", .rule, in: .python)
        folder = try PluginFolder([
            "plugin.yaml": """
            muse_plugin: \(interface)
            id: faulty
            version: 1
            command: [python3, faulty.py]
            timeout: \(timeout)
            components: [{kind: \(kind.rawValue), type: faulty, summary: does what it should not\(more)}]

            """,
            "muse_plugin.py": String(
                decoding: try #require(files.first { $0.name == "muse_plugin.py" }).bytes, as: UTF8.self),
            "faulty.py": """
            import math, os, time
            from muse_plugin import *
            class Faulty(\(kind.rawValue.capitalized)):
                type = "faulty"
            \(body.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
            serve(Faulty)

            """,
        ])
        plugins = try Plugins([folder.manifest()])
        var builtIn = Registries.empty
        builtIn.constraints = .builtIn
        registries = try plugins.added(to: builtIn)
    }

    /// The result of `body`. The plug-in is stopped afterwards.
    func running<Result>(_ body: (Registries) throws -> Result) throws -> Result {
        defer { withExtendedLifetime(folder) { plugins.stop() } }
        return try body(registries)
    }
}
