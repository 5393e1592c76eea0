import MuseMusic
package import MuseProtocols

/// The key of a tune, and optionally a restriction to the notes of its signature and certain others.
package struct KeyConstraint: Constraint {
    static let tonic = Setting<PitchClass>("tonic", "tonic of the key")
    static let mode = Setting<Key.Mode>("mode", default: .major, "mode of the key")
    static let diatonic = Setting<Bool>(
        "diatonic", default: false,
        "allow only notes of the key signature, without accidentals; chord symbols may be chromatic")
    static let chromatic = Setting<[ChromaticNote]>(
        "chromatic", default: nil,
        "notes outside the key signature to allow: none, all (the default) or a list; a degree such as '#4' or 7 counts "
            + "from the major scale on the tonic, so 7 is C sharp in D mixolydian; a name such as G# is that note")
    package static let schema = Schema("key", "sets the key of a tune", [tonic, mode, diatonic, chromatic])

    private let key: Plan.Demand<Key>
    private let chromatic: Plan.Demand<Set<Int>>?

    package init(_ settings: Settings) throws {
        let key = Key(try settings[Self.tonic], try settings[Self.mode])
        guard abs(key.fifths) <= 7 else {
            throw settings.conflict(
                "\(key) would need \(abs(key.fifths)) \(key.fifths > 0 ? "sharps" : "flats"); a signature has at most 7",
                about: Self.tonic)
        }
        self.key = settings.demand(key)
        let isDiatonic = try settings[Self.diatonic]
        guard let notes = try settings.optional(Self.chromatic) else {
            chromatic = isDiatonic ? settings.demand([]) : nil
            return
        }
        if isDiatonic, notes != [.none] {
            throw settings.conflict("'chromatic' cannot be combined with 'diatonic: true'", about: Self.chromatic)
        }
        if notes.count > 1, notes.contains(.none) || notes.contains(.all) {
            throw settings.conflict("'none' and 'all' stand alone", about: Self.chromatic)
        }
        let fifths = notes.compactMap { $0.fifths(above: key.tonic) }
        for (note, fifths) in zip(notes, fifths) {
            let name = PitchClass(fifths: key.tonic.fifths + fifths)
            guard abs(name.alter) <= 2 else {
                throw settings.conflict("'\(note.settingText)' would be \(name) in \(key)", about: Self.chromatic)
            }
            if key.pitchClasses.contains(name.semitone) {
                throw settings.conflict(
                    "'\(note.settingText)' is \(name), which is in \(key) already", about: Self.chromatic)
            }
        }
        chromatic = notes == [.all] ? nil : settings.demand(Set(fifths))
    }

    package func constrain(_ plan: inout Plan) throws {
        if let earlier = plan.key, earlier.value != key.value {
            throw PlanError("asks for \(key.value), but \(earlier.origin) asks for \(earlier.value)", key)
        }
        plan.key = plan.key ?? key
        if let chromatic {
            let both = plan.chromatic.map { $0.value.intersection(chromatic.value) } ?? chromatic.value
            if plan.chromatic?.value != both {
                plan.chromatic = Plan.Demand(both, path: chromatic.path, mark: chromatic.mark)
            }
        }
        try plan.requirePitch(because: key)
        try plan.requireNotesOfKey(because: key)
    }
}
