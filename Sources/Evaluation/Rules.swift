package import MuseProtocols

extension Registry where Product == any Rule {
    /// What a recipe's `rules:` can name.
    package static var builtIn: Self {
        Registry(
            "rule",
            [
                .init(EndsOnTonic.schema) { try EndsOnTonic($0) },
                .init(NoLongRepetition.schema) { try NoLongRepetition($0) },
                .init(SectionsRelate.schema) { try SectionsRelate($0) },
            ])
    }
}
