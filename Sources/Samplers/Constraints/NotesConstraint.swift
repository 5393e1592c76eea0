package import MuseMusic
package import MuseProtocols

/// Notes that start at certain places, and notes that do not occur.
package struct NotesConstraint: Constraint {
    static let fixed = Setting<[FixedNote]>(
        "fixed", default: nil,
        "notes that start at certain places: `bar` and `beat` from 1 (in 6/8 a beat is a dotted quarter), `offset` after "
            + "the beat as a note length (0 by default), and `note`, a name such as D in any octave or D5 in that one")
    static let forbidden = Setting<[PitchName]>(
        "forbidden", default: nil, "notes that do not occur: names such as G# in all octaves, or G#4 in one")
    package static let schema = Schema("notes", "sets notes at certain places, and excludes notes", [fixed, forbidden])

    private let fixed: [Plan.Demand<FixedNote>]
    private let forbidden: Plan.Demand<Plan.PitchSet>?

    package init(_ settings: Settings) throws {
        fixed = try (settings.optional(Self.fixed) ?? []).map { settings.demand($0) }
        let names = try settings.optional(Self.forbidden) ?? []
        guard !fixed.isEmpty || !names.isEmpty else {
            throw settings.conflict("needs 'fixed' or 'forbidden'", about: Self.fixed)
        }
        let list = names.map(\.description).joined(separator: ", ")
        forbidden =
            names.isEmpty
            ? nil
            : settings.demand(
                Plan.PitchSet(
                    name: "the notes other than \(list)",
                    pitches: Set((0...127).filter { midi in !names.contains { $0.contains(midi) } })))
    }

    package func constrain(_ plan: inout Plan) throws {
        if let forbidden {
            plan.pitchSets.append(forbidden)
            try plan.requirePitch(because: forbidden)
        }
        for demand in fixed {
            let note = demand.value
            let meter = try plan.requiredMeter(for: demand)
            let beats = meter.beatStarts(Score.notationTicksPerQuarter)
            guard note.beat <= beats.count else {
                throw PlanError(
                    "bar \(note.bar): a bar of \(meter) has no beat \(note.beat); it has \(beats.count)", demand)
            }
            let place = beats[note.beat - 1] + note.offset.ticks(Score.notationTicksPerQuarter)
            let start = Plan.BarNotes.Start(
                at: place, note.note.pitches, isRequired: true, name: "the fixed note \(note.note)")
            plan.notes.append(
                Plan.Demand(
                    Plan.BarNotes(bars: .numbers([note.bar]), starts: [start]), path: demand.path, mark: demand.mark))
        }
    }
}

/// A note name with or without an octave: `G#`, `D5`.
package enum PitchName: NotatedValue, Hashable {
    case anyOctave(PitchClass)
    case pitch(Pitch)

    package static var kind: SettingKind { .notation("a note", example: "D, G# or D5") }

    package init?(_ text: String) {
        if let name = PitchClass(text) {
            self = .anyOctave(name)
        } else if let pitch = Pitch(text) {
            self = .pitch(pitch)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .anyOctave(let name): name.description
        case .pitch(let pitch): pitch.description
        }
    }

    func contains(_ midi: Int) -> Bool {
        switch self {
        case .anyOctave(let name): midi % 12 == name.semitone
        case .pitch(let pitch): midi == pitch.midi
        }
    }

    var pitches: Plan.Pitches {
        switch self {
        case .anyOctave(let name): .classes([name.semitone])
        case .pitch(let pitch): .midi([pitch.midi])
        }
    }
}

/// A note at a place of a tune.
package struct FixedNote: SettingValue {
    static let bar = Setting<Int>("bar", kind: .integer(1...BarCount.limit), "written bar")
    static let beat = Setting<Int>("beat", in: 1...64, default: 1, "beat of the bar")
    static let offset = Setting<NoteFraction>(
        "offset", default: NoteFraction(0, 1), "note length after the beat")
    static let note = Setting<PitchName>("note", "note name, with or without an octave")

    package static var kind: SettingKind { .group([bar.info, beat.info, offset.info, note.info]) }

    let bar: Int
    let beat: Int
    let offset: NoteFraction
    let note: PitchName

    package init?(node: Node) {
        guard let bar = node["bar"].flatMap({ Int(node: $0) }),
            let note = node["note"].flatMap({ PitchName(node: $0) })
        else { return nil }
        if let given = node["offset"], NoteFraction(node: given) == nil { return nil }
        self.bar = bar
        self.note = note
        beat = node["beat"].flatMap { Int(node: $0) } ?? 1
        offset = node["offset"].flatMap { NoteFraction(node: $0) } ?? NoteFraction(0, 1)
    }

    package var settingText: String { "{bar: \(bar), beat: \(beat), offset: \(offset), note: \(note)}" }
}
