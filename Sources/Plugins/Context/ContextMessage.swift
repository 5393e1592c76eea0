import MuseProtocols
import MuseStorage

/// What a component is told once, before its first step: the vocabulary and the plan.
struct ContextMessage {
    static let method = "context"
    let parameters: [String: JSON]

    /// nil if the component needs neither.
    init?(_ needs: Set<PluginNeed>, _ tune: TuneContext) {
        var parameters: [String: JSON] = [:]
        if needs.contains(.vocabulary) { parameters["vocabulary"] = Self.vocabulary(tune.reader) }
        if needs.contains(.plan) { parameters["plan"] = tune.plan.json }
        if parameters.isEmpty { return nil }
        self.parameters = parameters
    }

    static func vocabulary(_ reader: TuneReader) -> JSON {
        .object([
            "tokens": .array(reader.vocabulary.names.map { .string($0) }),
            "kinds": .array(reader.kinds.map { .string($0.rawValue) }), "end": .int(Int(reader.endToken)),
        ])
    }
}
