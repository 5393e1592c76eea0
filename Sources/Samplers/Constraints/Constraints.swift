package import MuseProtocols

extension Registry where Product == any Constraint {
    /// The built-in constraints.
    package static var builtIn: Self {
        Registry(
            "constraint",
            [
                .init(BarCount.schema) { try BarCount($0) },
                .init(Cadence.schema) { try Cadence($0) },
                .init(ChordsConstraint.schema) { try ChordsConstraint($0) },
                .init(Form.schema) { try Form($0) },
                .init(InstrumentConstraint.schema) { try InstrumentConstraint($0) },
                .init(KeyConstraint.schema) { try KeyConstraint($0) },
                .init(MarksConstraint.schema) { try MarksConstraint($0) },
                .init(MaxOrder.schema) { try MaxOrder($0) },
                .init(NotesConstraint.schema) { try NotesConstraint($0) },
                .init(PitchRange.schema) { try PitchRange($0) },
                .init(RhythmPattern.schema) { try RhythmPattern($0) },
            ])
    }
}
