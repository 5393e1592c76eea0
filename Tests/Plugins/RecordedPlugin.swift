import Foundation
import MusePlugins
import MuseProtocols
import MuseStorage
import Testing

/// A plug-in in Python that keeps all messages between it and muse.
struct RecordedPlugin {
    private let folder: PluginFolder

    /// A request, its response, and the notifications before that.
    struct Exchange {
        let method: String
        let request: JSON
        var notifications: [JSON] = []
        var response: JSON?
    }

    /// The template of a kind, for a version of the interface.
    init(_ kind: PluginManifest.Component.Kind, version: Int) throws {
        folder = try PluginFolder(.python, kind)
        let manifest = try String(contentsOfFile: "\(folder.path)/plugin.yaml", encoding: .utf8)
        try folder.write(
            "plugin.yaml", manifest.replacingOccurrences(of: "muse_plugin: 2", with: "muse_plugin: \(version)"))
        try record()
    }

    /// A plug-in of version 2 with one component without settings.
    ///
    /// - Parameters:
    ///   - keys: more keys of the component in the manifest: `needs: [plan]`.
    ///   - body: the body of the component's class.
    init(_ kind: PluginManifest.Component.Kind, keys: String, _ body: String) throws {
        folder = try PluginFolder(.python, kind)
        try folder.write(
            "plugin.yaml",
            """
            muse_plugin: 2
            id: mine
            version: 1
            command: [python3, mine.py]
            components: [{kind: \(kind.rawValue), type: mine, summary: is recorded, \(keys)}]

            """)
        try folder.write(
            "mine.py",
            """
            from muse_plugin import *
            class Mine(\(kind.rawValue.capitalized)):
                type = "mine"
            \(body.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
            serve(Mine)

            """)
        try record()
    }

    private func record() throws {
        let library = try String(contentsOfFile: "\(folder.path)/muse_plugin.py", encoding: .utf8)
        try folder.write(
            "muse_plugin.py",
            library + """

                _read, _write, _messages = read, write, open("messages", "w", buffering=1)

                def read(stream):
                    message = _read(stream)
                    print(json.dumps(message), file=_messages)
                    return message

                def write(stream, message):
                    print(json.dumps(message), file=_messages)
                    _write(stream, message)

                """)
    }

    func manifest() throws -> PluginManifest { try folder.manifest() }

    /// Calls `body` with registries that contain the component 'mine', then stops the plug-in.
    func running<Result>(_ body: (Registries) throws -> Result) throws -> Result {
        let plugins = try Plugins([manifest()])
        defer { plugins.stop() }
        return try body(plugins.added(to: .empty))
    }

    /// The messages of its last process.
    func exchanges() throws -> [Exchange] {
        let text = try String(contentsOfFile: "\(folder.path)/messages", encoding: .utf8)
        var exchanges: [Exchange] = []
        for line in text.split(separator: "\n") {
            let message = try JSON(parsing: Array(line.utf8))
            if message["id"] == nil, message["method"] != nil {
                exchanges[exchanges.count - 1].notifications.append(message)
            } else if let method = message["method"]?.stringValue {
                exchanges.append(Exchange(method: method, request: message))
            } else if message["id"] != nil {
                exchanges[exchanges.count - 1].response = message
            } else {
                // An empty message that wakes the plug-in, or null for the end of the input.
                #expect(message == .object([:]) || message == .null)
            }
        }
        return exchanges
    }
}
