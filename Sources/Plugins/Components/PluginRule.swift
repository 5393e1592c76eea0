import MuseMusic
import MuseProtocols

/// A rule in a plug-in.
struct PluginRule: Rule {
    let unit: String
    private let type: String
    private let host: any PluginHost
    private let instance: Once<any PluginInstance>

    private struct Measured: Decodable {
        let value: Double
        let satisfaction: Double
    }

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        unit = component.unit
        type = component.schema.name
        self.host = host
        instance = Once { try host.instance(component, settings) }
    }

    func measure(_ score: Score) throws -> RuleMeasurement {
        let measured = try instance.get().ask("rule/measure", ["score": score.json], Measured.self)
        guard measured.value.isFinite else { throw host.failure("'\(type)' returned the value \(measured.value)") }
        guard (0...1).contains(measured.satisfaction) else {
            throw host.failure(
                "'\(type)' returned a satisfaction of \(measured.satisfaction), expected 0 to 1")
        }
        return RuleMeasurement(value: measured.value, satisfaction: measured.satisfaction)
    }
}
