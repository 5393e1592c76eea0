import MuseMusic
import MuseProtocols

extension Settings {
    /// A demand of the component that these settings belong to.
    func demand<Value>(_ value: Value) -> Plan.Demand<Value> {
        Plan.Demand(value, path: path, mark: node.mark)
    }
}

extension Plan.Demand {
    /// How a message about a later demand names this one: `constraints[0] (jig.yaml:12:5)`.
    var origin: String { mark.map { "\(path) (\($0.place))" } ?? path }
}

extension Plan {
    /// - Throws: `PlanError` about `demand` where no note of the key's signature lies in the range.
    func requirePitchInReach<V>(because demand: Demand<V>) throws {
        guard let key, let range, isDiatonic?.value == true, key.value.mode != .none else { return }
        let scale = key.value.pitchClasses
        if range.value.contains(where: { scale.contains($0 % 12) }) { return }
        throw PlanError(
            "no note of \(key.value), asked for by \(key.origin), lies in the range asked for by \(range.origin)",
            demand)
    }
}
