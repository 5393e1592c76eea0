import MuseMusic
import MuseProtocols
import MuseStorage

/// An importer in a plug-in.
struct PluginImporter: Importer {
    let fileExtensions: [String]
    private let type: String
    private let host: any PluginHost
    private let instance: Once<any PluginInstance>

    private struct Read: Decodable {
        let tunes: [Tune]?
        let cannot: String?

        struct Tune: Decodable {
            let score: JSON
            /// What was omitted or repaired.
            let warnings: [String]?
        }
    }

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        fileExtensions = component.endings
        type = component.schema.name
        self.host = host
        instance = Once { try host.instance(component, settings) }
    }

    func read(_ bytes: [UInt8], name: String) throws -> Imported {
        let parameters: [String: JSON] = ["base64": .string(Base64.text(bytes)), "name": .string(name)]
        let read = try instance.get().ask("importer/read", parameters, Read.self)
        let start = SourceMark(source: SourceFile(name: name, text: ""), line: 1, column: 1)
        if let reason = read.cannot { return Imported(tunes: [], diagnostics: [Diagnostic(.error, reason, at: start)]) }
        return Imported(
            tunes: try (read.tunes ?? []).enumerated().map { i, tune in
                do {
                    return Imported.Tune(
                        score: try Score(json: tune.score),
                        diagnostics: (tune.warnings ?? []).map { Diagnostic(.warning, $0, at: start) }, mark: start)
                } catch let error as DetokenizationError {
                    throw host.failure("'\(type)' returned an invalid score for tune \(i + 1) of '\(name)': \(error)")
                }
            })
    }
}
