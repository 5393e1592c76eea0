import MuseProtocols

/// An exporter in a process.
struct ProcessExporter: Exporter {
    let fileExtensions: [String]
    let holdsManyTunes: Bool
    private let host: ProcessHost
    private let instance: Hosted<Int>

    private struct Written: Decodable {
        let text: String?
        let base64: String?
    }

    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) {
        fileExtensions = component.endings
        holdsManyTunes = component.holdsManyTunes
        self.host = host
        instance = Hosted { try host.instance("exporter", component.schema.name, settings) }
    }

    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        let parameters = JSON.object([
            "instance": .int(try instance.get()), "scores": .array(scores.map(\.json)),
            "provenance": provenance.map { .string($0.line) } ?? .null,
        ])
        let written = try host.asking { try $0.ask("exporter/write", parameters.bytes(), Written.self) }
        if let text = written.text { return Array(text.utf8) }
        guard let bytes = written.base64.flatMap(Base64.bytes) else {
            throw host.failure("answers 'exporter/write' with neither text nor base64")
        }
        return bytes
    }
}
