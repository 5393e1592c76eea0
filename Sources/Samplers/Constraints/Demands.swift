import MuseMusic
import MuseProtocols

extension Settings {
    /// Returns a demand of the component that these settings belong to.
    func demand<Value>(_ value: Value) -> Plan.Demand<Value> {
        Plan.Demand(value, path: path, mark: node.mark)
    }
}

extension Plan {
    /// Checks that some note meets all demands on pitches.
    ///
    /// - Throws: `PlanError` about `demand` that names the one it contradicts.
    func requirePitch<V>(because demand: Demand<V>) throws {
        let scale = (key?.value).flatMap { $0.mode == .none || chromatic == nil ? nil : pitchClasses(in: $0) }
        if (0...127).contains(where: { allows(midi: $0) && (scale?.contains($0 % 12) ?? true) }) { return }
        if let key, let scale, let range, !range.value.contains(where: { scale.contains($0 % 12) }) {
            throw PlanError(
                "no note of \(key.value), required by \(key.origin), is within the range required by \(range.origin)",
                demand)
        }
        for (i, set) in pitchSets.enumerated() {
            if let range, !range.value.contains(where: { set.value.pitches.contains($0) }) {
                let other = range.path == demand.path ? set.origin : range.origin
                throw PlanError("no note of the range is among \(set.value.name); see \(other)", demand)
            }
            if let earlier = pitchSets[..<i].first(where: { $0.value.pitches.isDisjoint(with: set.value.pitches) }) {
                let other = earlier.path == demand.path ? set.origin : earlier.origin
                throw PlanError(
                    "\(earlier.value.name) and \(set.value.name) have none in common; see \(other)", demand)
            }
        }
        let limits = pitchSets.map(\.origin) + [range?.origin, key?.origin].compactMap { $0 }
        throw PlanError("no note meets all of \(limits.joined(separator: ", "))", demand)
    }

    /// The meter.
    ///
    /// - Throws: `PlanError` about `demand` if none is known, or if it is free.
    func requiredMeter<V>(for demand: Demand<V>) throws -> Meter {
        guard let meter = meter?.value, !meter.isFree else {
            throw PlanError("needs a meter with bars: set `generate.condition.meter`", demand)
        }
        return meter
    }
}
