import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct CorpusTests {
    private func corpus(
        _ scores: [Score], validation: Double = 0, test: Double = 0, transpose: CorpusTransposition = .none,
        filter: HeaderFilter = HeaderFilter(), seed: UInt64 = 1
    ) throws -> Corpus {
        let settings = CorpusSettings(
            files: [], filter: filter, transpose: transpose, validation: validation, test: test)
        let tunes = scores.map { (Imported.Tune(score: $0), "book.abc") }
        return try Corpus(settings, tunes: tunes, random: RandomSource(seed: seed))
    }

    @Test func exactDuplicatesAreDroppedAndTheFirstKept() throws {
        let a = randomTune(seed: 1)
        let b = randomTune(seed: 2)
        let result = try corpus([tune(a, title: "First"), tune(b, title: "Other"), tune(a, title: "Again")])
        #expect(result.training.map(\.score.header.title) == ["First", "Other"])
        #expect(result.report.exactDuplicates == 1)
        #expect(result.report.variants == 0)
    }

    @Test func theSameTuneWithAnotherEndingNumberIsNoExactDuplicate() throws {
        var repeated = tune(randomTune(seed: 1))
        repeated.barlines = [Barline(onset: 32 * 5040, endsRepeat: true)]
        let result = try corpus([tune(randomTune(seed: 1)), repeated])
        #expect(result.training.count == 2)
        #expect(result.report.variants == 1)
    }

    @Test func tunesWithErrorsOrWithoutNotesAreSkippedWithReason() throws {
        let settings = CorpusSettings(files: [], validation: 0)
        let wrong = Imported.Tune(
            score: tune([60, 62], title: "Wrong"), diagnostics: [Diagnostic(.error, "bar 3 is too long", at: nil)])
        let warned = Imported.Tune(
            score: tune([64, 62]), diagnostics: [Diagnostic(.warning, "bar 3 was mended", at: nil)])
        let empty = Imported.Tune(score: tune([], title: "Silence"))
        let result = try Corpus(
            settings, tunes: [(wrong, "a.abc:1"), (warned, "a.abc:9"), (empty, "a.abc:20")],
            random: RandomSource(seed: 1))
        #expect(result.training.count == 1)
        #expect(result.report.skipped.map(\.name) == ["a.abc:1: Wrong", "a.abc:20: Silence"])
        #expect(result.report.skipped.map(\.reason) == ["bar 3 is too long", "it has no notes"])
        #expect(result.report.diagnostics.count == 2)
    }

    @Test func theReportCountsEveryTuneOnce() throws {
        let filter = HeaderFilter([.init(.rhythm, [.rhythm("jig")]), .init(.mode, [.mode(.major)])])
        let a = randomTune(seed: 1)
        let result = try corpus(
            [
                tune(a, rhythm: "Double Jig"), tune(a, rhythm: "jig"), tune(randomTune(seed: 2), rhythm: "reel"),
                tune(randomTune(seed: 3), rhythm: "jigs", key: "Am"), tune(randomTune(seed: 4), rhythm: "jig"),
                tune(randomTune(seed: 5)),
            ], filter: filter)
        #expect(result.training.count == 2)
        #expect(
            result.report.description
                == "0 files, 6 tunes: 2 of another rhythm, 1 of another mode, 1 duplicate left out; "
                + "2 kept, 2 for training")
    }

    @Test func anEmptySelectionListsTheValues() throws {
        let filter = HeaderFilter([.init(.rhythm, [.rhythm("polka")])])
        let error = #expect(throws: RecipeErrors.self) {
            try corpus(
                [tune([60, 62], rhythm: "jig"), tune([62], rhythm: "reel"), tune([61], rhythm: "Reel")], filter: filter)
        }
        #expect(error?.errors[0].path == "corpus.where.rhythm")
        #expect(error?.errors[0].message == "none of the 3 tunes matches; rhythm in the files: reel (2), jig (1)")
    }

    @Test func tonicMovesMajorLikeModesToCAndMinorLikeOnesToA() throws {
        let scores = [
            tune([62, 66, 69], key: "D"), tune([67, 65, 62], key: "G mixolydian"), tune([64, 66, 67], key: "E dorian"),
            tune([67, 69, 72], key: "Gm"),
        ]
        let result = try corpus(scores, transpose: .tonic)
        #expect(
            result.training.map { $0.score.keys[0].value.description } == [
                "C major", "C mixolydian", "A dorian", "A minor",
            ])
        #expect(
            result.training.map { $0.score.parts[0].notes.map(\.pitch.description) } == [
                ["C4", "E4", "G4"], ["C5", "Bb4", "G4"], ["A4", "B4", "C5"], ["A4", "B4", "D5"],
            ])
    }

    @Test func allKeysTransposesTrainingTunesOnly() throws {
        let scores = (0..<10).map { tune(randomTune(seed: $0), key: "D") }
        let result = try corpus(scores, validation: 0.2, test: 0.1, transpose: .allKeys)
        #expect(result.validation.count == 2)
        #expect(result.test.count == 1)
        #expect(result.training.count == 7 * 12)
        #expect(result.report.training == 7)
        #expect((result.validation + result.test).allSatisfy { $0.score.keys[0].value == Key("D")! })
        let first = result.training.prefix(12)
        #expect(first.first?.score.keys[0].value == Key("D")!)
        #expect(Set(first.map { $0.score.keys[0].value.fifths }) == Set(-5...6))
        #expect(Set(first.map(\.number)).count == 1)
        // The same melody in every key: intervals within a tune are unchanged.
        let shapes = Set(
            first.map { tune in
                tune.score.parts[0].notes.map { $0.pitch.midi - tune.score.parts[0].notes[0].pitch.midi }
            })
        #expect(shapes.count == 1)
    }

    @Test func aKeyWithManyAccidentalsComesFirstAndIsNotDoubled() {
        let scores = CorpusTransposition.allKeys.training(tune([66], key: "Gb"), PartRanges([Score]()))
        #expect(scores.count == 12)
        #expect(scores[0].keys[0].value.description == "Gb major")
        #expect(Set(scores.map { $0.keys[0].value.tonic.semitone }).count == 12)
    }
}
