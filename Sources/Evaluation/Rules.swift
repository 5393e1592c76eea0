package import MuseProtocols

extension Registry where Product == any Rule {
    /// The built-in rules.
    package static var builtIn: Self {
        Registry(
            "rule",
            [
                .init(ContourArch.schema) { try ContourArch($0) },
                .init(DanceRhythm.schema) { try DanceRhythm($0) },
                .init(EndsOnTonic.schema) { try EndsOnTonic($0) },
                .init(FinalCadence.schema) { try FinalCadence($0) },
                .init(HalfClose.schema) { try HalfClose($0) },
                .init(HasForm.schema) { try HasForm($0) },
                .init(InKey.schema) { try InKey($0) },
                .init(InRange.schema) { try InRange($0) },
                .init(LeapsResolved.schema) { try LeapsResolved($0) },
                .init(LowAutocorrelation.schema) { try LowAutocorrelation($0) },
                .init(Motifs.schema) { try Motifs($0) },
                .init(NoLongRepetition.schema) { try NoLongRepetition($0) },
                .init(Novelty.schema) { try Novelty($0) },
                .init(OneClimax.schema) { try OneClimax($0) },
                .init(PreferredIntervals.schema) { try PreferredIntervals($0) },
                .init(QuestionAndAnswer.schema) { try QuestionAndAnswer($0) },
                .init(RepeatedMotifs.schema) { try RepeatedMotifs($0) },
                .init(RepeatedNotes.schema) { try RepeatedNotes($0) },
                .init(SecondPartHigher.schema) { try SecondPartHigher($0) },
                .init(SectionsRelate.schema) { try SectionsRelate($0) },
                .init(SharedEnds.schema) { try SharedEnds($0) },
                .init(StartsOnTonic.schema) { try StartsOnTonic($0) },
                .init(UniqueExtremes.schema) { try UniqueExtremes($0) },
                .init(VariedCloses.schema) { try VariedCloses($0) },
            ])
    }
}
