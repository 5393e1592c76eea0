import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct AugmentationTests {
    private let melody = tune(randomTune(seed: 1))

    private func copies(_ augmentation: Augmentation, of score: Score? = nil, seed: UInt64 = 1) -> [Score] {
        augmentation.copies(of: score ?? melody, RandomSource(seed: seed))
    }

    private func pitches(_ score: Score) -> [Int] { score.parts[0].notes.map(\.pitch.midi) }

    @Test func pitchesMoveTogetherWithinTheRange() {
        let moves = copies(Augmentation(copies: 60, semitones: -2...3)).map { copy -> Set<Int> in
            #expect(copy.tempos == melody.tempos)
            #expect(copy.parts[0].notes.map(\.velocity) == melody.parts[0].notes.map(\.velocity))
            return Set(zip(pitches(copy), pitches(melody)).map { $0 - $1 })
        }
        #expect(moves.allSatisfy { $0.count == 1 })
        #expect(Set(moves.flatMap(\.self)) == Set(-2...3))
    }

    @Test func drumsKeepTheirNotes() {
        var score = melody
        score.parts.append(
            Part(name: "Drums", isDrums: true, notes: [Note(onset: 0, duration: 1, pitch: Pitch(step: 0, octave: 2))]))
        for copy in copies(Augmentation(copies: 8, semitones: 1...5), of: score) {
            #expect(copy.parts[1].notes == score.parts[1].notes)
            #expect(pitches(copy) != pitches(score))
        }
    }

    @Test func allTemposChangeByOneFactor() throws {
        var score = melody
        score.tempos = [Timed(0, Tempo(bpm: 100)), Timed(5040, Tempo(bpm: 50))]
        var factors: [Double] = []
        for copy in copies(Augmentation(copies: 40, tempo: 0.8...1.25), of: score) {
            let first = try #require(copy.tempos[0].value.bpm) / 100
            let second = try #require(copy.tempos[1].value.bpm) / 50
            #expect(abs(first - second) < 1e-9)
            factors.append(first)
        }
        #expect(factors.allSatisfy { (0.8...1.25).contains($0) })
        #expect((factors.min() ?? 1) < 0.9 && (factors.max() ?? 1) > 1.15)
    }

    @Test func aTuneWithoutATempoHasTheUsualOne() throws {
        let copy = try #require(copies(Augmentation(copies: 1, tempo: 2...2)).first)
        #expect(copy.tempos == [Timed(0, Tempo(bpm: 240))])
    }

    @Test func velocitiesStayBetween1And127() {
        var score = melody
        score.parts[0].notes[0].velocity = 2
        score.parts[0].notes[1].velocity = 126
        for (amount, expected) in [(5, [7, 127]), (-5, [1, 121])] {
            let copy = copies(Augmentation(copies: 1, velocity: amount...amount), of: score)[0]
            #expect(copy.parts[0].notes.prefix(2).map { Int($0.velocity) } == expected)
        }
    }

    @Test func copiesDependOnTheSeedAndTheNotesOnly() {
        let augmentation = Augmentation(copies: 5, semitones: -12...12)
        var renamed = melody
        renamed.header.titles = ["Other"]
        #expect(copies(augmentation).map(pitches) == copies(augmentation, of: renamed).map(pitches))
        #expect(copies(augmentation).map(pitches) != copies(augmentation, seed: 2).map(pitches))
    }

    @Test func onlyTrainingTunesAreChanged() throws {
        let settings = CorpusSettings(
            files: [], augmentation: Augmentation(copies: 2, semitones: 1...1), validation: 0.5)
        let tunes = (0..<4).map {
            (Imported.Tune(score: tune(randomTune(seed: UInt64($0)), title: "\($0)")), "book.abc")
        }
        let corpus = try Corpus(settings, tunes: tunes, random: RandomSource(seed: 1))
        #expect(corpus.training.count == 3 * corpus.report.training)
        #expect(corpus.validation.count == corpus.report.validation)
        #expect(corpus.distinctTraining.count == corpus.report.training)
        #expect(zip(pitches(corpus.training[1].score), pitches(corpus.training[0].score)).allSatisfy { $0 == $1 + 1 })
    }
}
