import MuseMusic
import MuseProtocols
import MuseStorage

/// An exporter in a plug-in.
struct PluginExporter: Exporter {
    let fileExtensions: [String]
    let holdsManyTunes: Bool
    private let host: any PluginHost
    private let instance: Once<any PluginInstance>

    private struct Written: Decodable {
        let text: String?
        let base64: String?
    }

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        fileExtensions = component.endings
        holdsManyTunes = component.holdsManyTunes
        self.host = host
        instance = Once { try host.instance(component, settings) }
    }

    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        let written = try instance.get().ask(
            "exporter/write",
            ["scores": .array(scores.map(\.json)), "provenance": provenance.map { .string($0.line) } ?? .null],
            Written.self)
        if let text = written.text { return Array(text.utf8) }
        guard let bytes = written.base64.flatMap(Base64.bytes) else {
            throw host.failure("the answer to 'exporter/write' has neither 'text' nor valid 'base64'")
        }
        return bytes
    }
}
