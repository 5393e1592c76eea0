import ArgumentParser
import MusePlugins
import MuseStorage

/// Prints the JSON Schema of the messages between muse and plug-ins in processes.
struct PluginSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the messages to plug-ins in processes.")

    func run() throws { try Terminal.output(ProtocolSchema().json.bytes(indented: true) + [0x0A]) }
}

/// Prints Docs/PluginProtocol.md; called by Scripts/docs.
struct ProtocolReference: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "protocol", shouldDisplay: false)

    func run() throws { try Terminal.output(Array(ProtocolPage().markdown.utf8)) }
}
