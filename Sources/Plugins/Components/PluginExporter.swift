import MuseMusic
import MuseProtocols
import MuseStorage

/// An exporter in a plug-in.
struct PluginExporter: Exporter {
    let fileExtensions: [String]
    let holdsManyTunes: Bool
    private let needsMeasures: Bool
    private let host: any PluginHost
    private let instance: Once<any PluginInstance>

    private struct Written: Decodable {
        let text: String?
        let base64: String?
        /// Only of files that belong to the first.
        let suffix: String?
        let others: [Written]?
    }

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        fileExtensions = component.endings
        holdsManyTunes = component.holdsManyTunes
        needsMeasures = component.needs.contains(.measures)
        self.host = host
        instance = Once { try host.instance(component, settings) }
    }

    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        try files(scores, provenance: provenance)[0].bytes
    }

    func files(_ scores: [Score], provenance: Provenance?) throws -> [ExportedFile] {
        var parameters: [String: JSON] = [
            "scores": .array(scores.map(\.json)), "provenance": provenance.map { .string($0.line) } ?? .null,
        ]
        if needsMeasures {
            parameters["measures"] = .array(
                scores.map { .array($0.barRanges().map { .array([.int($0.lowerBound), .int($0.upperBound)]) }) })
        }
        let written = try instance.get().ask("exporter/write", parameters, Written.self)
        return [ExportedFile(suffix: nil, bytes: try bytes(of: written))]
            + (try (written.others ?? []).map { ExportedFile(suffix: try suffix(of: $0), bytes: try bytes(of: $0)) })
    }

    private func bytes(of written: Written) throws -> [UInt8] {
        if let text = written.text { return Array(text.utf8) }
        guard let bytes = written.base64.flatMap(Base64.bytes) else {
            throw host.failure("the answer to 'exporter/write' has neither 'text' nor valid 'base64'")
        }
        return bytes
    }

    private func suffix(of written: Written) throws -> String {
        guard let suffix = written.suffix, !suffix.isEmpty, !suffix.contains("/"), !suffix.contains("\0") else {
            throw host.failure(
                "the answer to 'exporter/write' has a file with the suffix '\(written.suffix ?? "")'; expected one such as "
                    + "'-parts.txt'")
        }
        return suffix
    }
}
