import CMusePlugin
import MuseProtocols

/// A rule in a library.
struct LibraryRule: Rule {
    let unit: String
    private let type: String
    private let host: LibraryHost
    private let instance: Hosted<LibraryInstance<muse_rule>>

    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) {
        unit = component.unit
        type = component.schema.name
        self.host = host
        instance = Hosted { [type] in
            try LibraryInstance("rule", type, MUSE_RULE, host, settings) { $0.measure != nil }
        }
    }

    func measure(_ score: Score) throws -> Measurement {
        let instance = try instance.get()
        let text = try score.json.bytes() + [0]
        var (value, satisfaction) = (0.0, 0.0)
        try host.calling("'\(type)' cannot measure a tune") { error in
            text.withUnsafeBytes { text in
                instance.functions.measure(
                    instance.pointer, text.assumingMemoryBound(to: CChar.self).baseAddress, text.count - 1, &value,
                    &satisfaction, error)
            }
        }
        return try Measurement(checked: value, satisfaction, of: type, host)
    }
}
