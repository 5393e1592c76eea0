import MuseMusic
import MuseProtocols
import MuseStorage

/// A rule in a plug-in.
struct PluginRule: Rule {
    let unit: String
    private let type: String
    private let needs: Set<PluginNeed>
    private let host: any PluginHost
    private let make: @Sendable () throws -> any PluginInstance
    private let instance: Once<any PluginInstance>

    private struct Measured: Decodable {
        let value: Double
        let satisfaction: Double
    }

    private struct MeasuredTogether: Decodable {
        let measurements: [Measured]
    }

    private struct Compared: EmptyDecodable {}

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        unit = component.unit
        type = component.schema.name
        needs = component.needs
        self.host = host
        let make: @Sendable () throws -> any PluginInstance = { try host.instance(component, settings) }
        self.make = make
        instance = Once(make)
    }

    /// A copy that compares tunes with a corpus, which its instance gets when it is created.
    private init(_ rule: PluginRule, comparingTo corpus: [Score]) {
        (unit, type, needs, host, make) = (rule.unit, rule.type, rule.needs, rule.host, rule.make)
        let make = rule.make
        instance = Once {
            let instance = try make()
            _ = try instance.ask("rule/compare", ["scores": .array(corpus.map(\.json))], Compared.self)
            return instance
        }
    }

    var needsCorpus: Bool { needs.contains(.corpus) }

    func comparing(to corpus: [Score]) -> PluginRule { needsCorpus ? PluginRule(self, comparingTo: corpus) : self }

    func measure(_ score: Score) throws -> RuleMeasurement {
        try checked(instance.get().ask("rule/measure", ["score": score.json], Measured.self))
    }

    func measure(together scores: [Score]) throws -> [RuleMeasurement] {
        guard needs.contains(.candidates) else { return try scores.map(measure) }
        let measured = try instance.get().ask(
            "rule/measure_together", ["scores": .array(scores.map(\.json))], MeasuredTogether.self
        ).measurements
        guard measured.count == scores.count else {
            throw host.failure("'\(type)' returned \(measured.count) measurements for \(scores.count) tunes")
        }
        return try measured.map(checked)
    }

    private func checked(_ measured: Measured) throws -> RuleMeasurement {
        guard measured.value.isFinite else { throw host.failure("'\(type)' returned the value \(measured.value)") }
        guard (0...1).contains(measured.satisfaction) else {
            throw host.failure(
                "'\(type)' returned a satisfaction of \(measured.satisfaction), expected 0 to 1")
        }
        return RuleMeasurement(value: measured.value, satisfaction: measured.satisfaction)
    }
}
