import MuseMusic
import MuseProtocols

extension Settings {
    /// Returns a demand of the component that these settings belong to.
    func demand<Value>(_ value: Value) -> Plan.Demand<Value> {
        Plan.Demand(value, path: path, mark: node.mark)
    }
}

extension Plan.Demand {
    /// The name of this demand in messages about later ones, such as `constraints[0] (jig.yaml:12:5)`.
    var origin: String { mark.map { "\(path) (\($0.place))" } ?? path }
}

extension Plan {
    /// Checks that the range contains a note of the key signature, if the tune is diatonic.
    ///
    /// - Throws: `PlanError` about `demand` if it does not.
    func requirePitchInRange<V>(because demand: Demand<V>) throws {
        guard let key, let range, isDiatonic?.value == true, key.value.mode != .none else { return }
        let scale = key.value.pitchClasses
        if range.value.contains(where: { scale.contains($0 % 12) }) { return }
        throw PlanError(
            "no note of \(key.value), required by \(key.origin), is within the range required by \(range.origin)",
            demand)
    }
}
