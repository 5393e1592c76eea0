package import MuseProtocols

extension Registry where Product == any Constraint {
    /// What a recipe's `constraints:` can name.
    package static var builtIn: Self {
        Registry(
            "constraint",
            [
                .init(BarCount.schema) { try BarCount($0) },
                .init(Form.schema) { try Form($0) },
                .init(KeyConstraint.schema) { try KeyConstraint($0) },
                .init(PitchRange.schema) { try PitchRange($0) },
            ])
    }
}
