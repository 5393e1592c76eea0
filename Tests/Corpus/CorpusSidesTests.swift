import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct CorpusSidesTests {
    private func corpus(
        _ tunes: [(Score, CorpusSide?)], validation: Double = 0, test: Double = 0,
        transpose: CorpusTransposition = .none
    ) throws -> Corpus {
        try Corpus(
            CorpusSettings(files: [], transpose: transpose, validation: validation, test: test),
            tunes: tunes.map { (Imported.Tune(score: $0.0, split: $0.1), "set.json") }, random: RandomSource(seed: 1))
    }

    private func titles(_ tunes: [Corpus.Tune]) -> [String] { tunes.map(\.score.header.title) }

    @Test func sidesGivenByAFileAreKept() throws {
        let tunes: [(Score, CorpusSide?)] = (0..<9).map { i in
            (tune(randomTune(seed: UInt64(i)), title: "\(i)"), CorpusSide.allCases[i % 3])
        }
        let result = try corpus(tunes, validation: 0.5, test: 0.4)
        #expect(titles(result.training) == ["0", "3", "6"])
        #expect(titles(result.validation) == ["1", "4", "7"])
        #expect(titles(result.test) == ["2", "5", "8"])
        #expect(result.report.training == 3 && result.report.validation == 3 && result.report.test == 3)
    }

    @Test func aStandardSplitKeepsItsDuplicates() throws {
        let melody = randomTune(seed: 1)
        let result = try corpus([
            (tune(melody, title: "a"), .training), (tune(melody, title: "b"), .training),
            (tune(melody, title: "c"), .test), (tune(Array(melody.dropLast()), title: "d"), .validation),
        ])
        #expect(titles(result.training) == ["a", "b"])
        #expect(titles(result.test) == ["c"])
        #expect(titles(result.validation) == ["d"])
        #expect(result.report.exactDuplicates == 0 && result.report.variants == 0)
    }

    @Test func testTunesThatVaryATrainingTuneAreMarked() throws {
        let (one, two) = (randomTune(seed: 1), randomTune(seed: 2))
        let result = try corpus([
            (tune(one, title: "a"), .training), (tune(one.map { $0 + 3 }, title: "transposed"), .test),
            (tune(two, title: "b"), .validation), (tune(two, title: "as in validation"), .test),
            (tune(randomTune(seed: 3), title: "new"), .test),
        ])
        #expect(titles(result.test.filter(\.resemblesTraining)) == ["transposed"])
        #expect(result.validation.allSatisfy { !$0.resemblesTraining })
        #expect(result.report.description.hasSuffix("3 for test (1 variant of training tunes)"))
    }

    @Test func tunesWithoutASideKeepAwayFromIt() throws {
        let (one, two) = (randomTune(seed: 1), randomTune(seed: 2))
        let result = try corpus([
            // A duplicate of a held-out tune, although it comes first.
            (tune(one, title: "same"), nil), (tune(one, title: "a"), .test),
            // A variant of a held-out tune and of a training tune.
            (tune(two, title: "b"), .training), (tune(two + [60], title: "c"), .validation),
            (tune(two + [62], title: "variant"), nil),
            (tune(randomTune(seed: 3), title: "free"), nil),
        ])
        #expect(titles(result.training) == ["b", "free"])
        #expect(titles(result.validation) == ["c", "variant"])
        #expect(titles(result.test) == ["a"])
        #expect(result.report.exactDuplicates == 1 && result.report.variants == 1)
    }

    @Test func sharesApplyToTunesWithoutAGivenSide() throws {
        let said: [(Score, CorpusSide?)] = (0..<10).map { (tune(randomTune(seed: UInt64($0))), .training) }
        let open: [(Score, CorpusSide?)] = (10..<20).map { (tune(randomTune(seed: UInt64($0))), nil) }
        let result = try corpus(said + open, validation: 0.2)
        #expect(result.validation.count == 2)
        #expect(result.validation.allSatisfy { $0.number >= 10 })
        #expect(result.training.count == 18)
    }

    @Test func chromaticTranspositionsStayWithinTheTrainingRanges() throws {
        // The total range is 60 to 72. The second tune fits two semitones down and nine up, of which five are used.
        let result = try corpus(
            [
                (tune([60, 66, 72, 61], title: "a"), .training), (tune([62, 63, 62, 63], title: "b"), .training),
                (tune([40, 90, 41, 80], title: "c"), .test),
            ], transpose: .chromatic)
        #expect(titles(result.training) == ["a", "b", "b", "b", "b", "b", "b", "b", "b"])
        #expect(
            result.training.dropFirst().map { $0.score.parts[0].notes[0].pitch.midi - 62 }
                == [0, -1, 1, -2, 2, 3, 4, 5])
        for one in result.training.dropFirst() {
            let pitches = one.score.parts[0].notes.map(\.pitch.midi)
            #expect(pitches.map { $0 - pitches[0] } == [0, 1, 0, 1])
            #expect(one.number == 1)
        }
        // Held-out tunes are not transposed.
        #expect(result.test.map(\.score.parts[0].notes[0].pitch.midi) == [40])
    }

    @Test func eachPartHasAReachOfItsOwn() {
        func two(_ high: [Int], _ low: [Int]) -> Score {
            var score = tune(high)
            score.parts.append(tune(low).parts[0])
            return score
        }
        let reach = PartRanges([two([70, 80], [40, 50]), two([72, 75], [45, 49])])
        #expect(reach.transpositions(for: two([72, 75], [45, 49])) == -2...1)
        #expect(reach.transpositions(for: two([70, 80], [40, 50])) == 0...0)
        // Already outside the range: only transpositions towards it are allowed.
        #expect(reach.transpositions(for: two([90], [45])) == -5...0)
        #expect(PartRanges([Score]()).transpositions(for: tune([60])).contains(6))
    }
}
