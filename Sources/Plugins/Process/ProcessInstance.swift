import MuseProtocols

/// A component inside a process.
final class ProcessInstance: PluginInstance {
    let host: ProcessHost
    private let number: Int

    private struct Created: Decodable {
        let instance: Int
    }

    /// - Throws: `PluginError`.
    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) throws {
        self.host = host
        let parameters = JSON.object([
            "kind": .string(component.kind.rawValue), "type": .string(component.schema.name),
            "settings": settings.json,
        ])
        number = try host.asking { try $0.ask("create", try parameters.bytes(), Created.self) }.instance
    }

    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type, watch: PluginWatch?
    ) throws -> Result {
        let parameters = JSON.object(parameters.merging(["instance": .int(number)]) { $1 })
        return try host.asking { try $0.ask(method, parameters.bytes(), result, watch: watch) }
    }

    func scorer() throws -> any PluginScorer { ProcessScorer(ProcessRows("generator/scores", self)) }

    /// `{"instance":7`, the start of parameters that are written by hand.
    var parametersStart: String { "{\"instance\":\(number)" }
}
