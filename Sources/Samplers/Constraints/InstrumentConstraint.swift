import MuseMusic
package import MuseProtocols

/// The instrument that a tune is for, which limits its notes.
package struct InstrumentConstraint: Constraint {
    static let name = Setting<String>(
        "name", kind: .notation("an instrument", example: "tin whistle in D, fiddle or Highland pipes"),
        "instrument: tin whistle, low whistle, wooden flute or uilleann pipes, `in D` unless another key is named; "
            + "Highland pipes, Scottish or Northumbrian smallpipes, fiddle, viola, mandolin, tenor banjo, flute, recorder, "
            + "English concertina, button accordion B/C, melodeon D/G or harp")
    package static let schema = Schema(
        "instrument", "allows only notes that an instrument can play, as they are written for it", [name])

    private let demand: Plan.Demand<Plan.PitchSet>

    package init(_ settings: Settings) throws {
        let name = try settings[Self.name]
        guard let instrument = PlayedInstrument(name) else {
            let known = PlayedInstrument.names
            throw RecipeError(
                .unknown(
                    kind: "instrument", name: name, nearest: nearestName(to: name.lowercased(), in: known),
                    known: known),
                path: "\(settings.path).\(Self.name.info.name)",
                at: settings.node[Self.name.info.name]?.mark ?? settings.node.mark)
        }
        demand = settings.demand(
            Plan.PitchSet(
                name: "the notes of the \(instrument.name)", pitches: instrument.pitches, isInstrument: true))
    }

    package func constrain(_ plan: inout Plan) throws {
        plan.pitchSets.append(demand)
        try plan.requirePitch(because: demand)
        try plan.requireNotesOfKey(because: demand)
    }
}
