import MuseProtocols

/// A rule in a process.
struct ProcessRule: Rule {
    let unit: String
    private let type: String
    private let host: ProcessHost
    private let instance: Hosted<Int>

    private struct Measured: Decodable {
        let value: Double
        let satisfaction: Double
    }

    init(_ component: PluginManifest.Component, _ host: ProcessHost, _ settings: PluginSettings) {
        unit = component.unit
        type = component.schema.name
        self.host = host
        instance = Hosted { [type] in try host.instance("rule", type, settings) }
    }

    func measure(_ score: Score) throws -> Measurement {
        let parameters = JSON.object(["instance": .int(try instance.get()), "score": score.json])
        let measured = try host.asking { try $0.ask("rule/measure", parameters.bytes(), Measured.self) }
        return try Measurement(checked: measured.value, measured.satisfaction, of: type, host)
    }
}

extension Measurement {
    /// - Throws: `PluginError` where the satisfaction is none, or the value is no number.
    init(checked value: Double, _ satisfaction: Double, of type: String, _ host: some PluginHost) throws {
        guard value.isFinite else { throw host.failure("'\(type)' measures \(value)") }
        guard (0...1).contains(satisfaction) else {
            throw host.failure("'\(type)' says a satisfaction of \(satisfaction), which is not from 0 to 1")
        }
        self.init(value: value, satisfaction: satisfaction)
    }
}
