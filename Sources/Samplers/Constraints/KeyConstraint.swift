import MuseMusic
package import MuseProtocols

/// The key of a tune, and optionally a restriction to the notes of its signature.
package struct KeyConstraint: Constraint {
    static let tonic = Setting<PitchClass>("tonic", "tonic of the key")
    static let mode = Setting<Key.Mode>("mode", default: .major, "mode of the key")
    static let diatonic = Setting<Bool>(
        "diatonic", default: false,
        "allow only notes of the key signature, without accidentals; chord symbols may be chromatic")
    package static let schema = Schema("key", "sets the key of a tune", [tonic, mode, diatonic])

    private let key: Plan.Demand<Key>
    private let isDiatonic: Plan.Demand<Bool>?

    package init(_ settings: Settings) throws {
        let key = Key(try settings[Self.tonic], try settings[Self.mode])
        guard abs(key.fifths) <= 7 else {
            throw settings.conflict(
                "\(key) would need \(abs(key.fifths)) \(key.fifths > 0 ? "sharps" : "flats"); a signature has at most 7",
                about: Self.tonic)
        }
        self.key = settings.demand(key)
        isDiatonic = try settings[Self.diatonic] ? settings.demand(true) : nil
    }

    package func constrain(_ plan: inout Plan) throws {
        if let earlier = plan.key, earlier.value != key.value {
            throw PlanError("asks for \(key.value), but \(earlier.origin) asks for \(earlier.value)", key)
        }
        plan.key = plan.key ?? key
        plan.isDiatonic = plan.isDiatonic ?? isDiatonic
        try plan.requirePitchInRange(because: key)
    }
}
