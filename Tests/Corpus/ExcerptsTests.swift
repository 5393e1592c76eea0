import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct ExcerptsTests {
    /// Makes bars of the given numbers of eighths in 4/4. Each note is an eighth; pitches ascend the white keys from
    /// C4.
    private func reel(_ bars: [Int], repeatsAt repeats: [Int] = []) -> Score {
        var score = Score(ticksPerQuarter: 2)
        score.header.titles = ["Reel"]
        score.meters = [Timed(0, Meter(4, 4))]
        score.keys = [Timed(0, .cMajor)]
        score.parts = [Part()]
        var now = 0
        for (i, bar) in bars.enumerated() {
            for _ in 0..<bar {
                let pitch = Pitch(step: now % 7, alter: 0, octave: 4 + now / 7)
                score.parts[0].notes.append(Note(onset: now, duration: 1, pitch: pitch))
                now += 1
            }
            score.barlines.append(Barline(onset: now, endsRepeat: repeats.contains(i)))
        }
        return score
    }

    private func midi(_ score: Score) -> [Int] { score.parts[0].notes.map(\.pitch.midi) }

    @Test func runsFollowOneAnotherOrOverlap() {
        let score = reel([8, 8, 8, 8, 8])
        let all = midi(score)
        let apart = Excerpts(bars: 2, step: 2)(of: score)
        #expect(apart.map(midi) == [Array(all[0..<16]), Array(all[16..<32])])
        #expect(Excerpts(bars: 2, step: 1)(of: score).map(midi) == (0..<4).map { Array(all[8 * $0..<8 * $0 + 16]) })
        #expect(Excerpts(bars: 6, step: 1)(of: score).isEmpty)
        #expect(apart[1].parts[0].notes.map(\.onset) == Array(0..<16))
        #expect(apart[1].barlines.map(\.onset) == [8, 16])
        #expect(apart[1].meters == [Timed(0, Meter(4, 4))] && apart[1].keys == [Timed(0, .cMajor)])
        #expect(apart[1].header.titles == ["Reel"] && apart[1].end == 16)
    }

    /// A pickup and two bars, of which the second is shorter by the pickup, repeated.
    @Test func aRepeatAndItsPickupMakeOneBar() {
        let score = reel([1, 8, 7], repeatsAt: [2])
        let all = midi(score)
        #expect(
            Excerpts(bars: 3, step: 3)(of: score).map(midi) == [
                Array(all[1..<9]) + Array(all[9..<16]) + [all[0]] + Array(all[1..<9])
            ])
    }

    @Test func noRunCrossesABarOfAnotherLength() {
        let score = reel([8, 8, 8, 5, 8, 8])
        let all = midi(score)
        #expect(
            Excerpts(bars: 2, step: 1)(of: score).map(midi) == [
                Array(all[0..<16]), Array(all[8..<24]), Array(all[29..<45]),
            ])
    }

    @Test func notesAreCutAtTheEndsAndWhatBeganBeforeIsLeftOut() {
        var score = reel([8, 8])
        score.parts[0].notes = [
            Note(onset: 0, duration: 10, pitch: Pitch(step: 0, alter: 0, octave: 4)),
            Note(onset: 12, duration: 4, pitch: Pitch(step: 2, alter: 0, octave: 4)),
        ]
        score.keys.append(Timed(8, Key("G")!))
        let bars = Excerpts(bars: 1, step: 1)(of: score)
        #expect(bars.map { $0.parts[0].notes.map(\.onset) } == [[0], [4]])
        #expect(bars.map { $0.parts[0].notes.map(\.duration) } == [[8], [4]])
        #expect(bars.map(\.keys) == [[Timed(0, .cMajor)], [Timed(0, Key("G")!)]])
        // Excerpts without notes are left out.
        score.parts[0].notes.removeLast()
        #expect(Excerpts(bars: 1, step: 1)(of: score).count == 1)
    }

    @Test func aTunesExcerptsAreOnOneSideAndEachOccursOnce() throws {
        let shared = randomTune(seed: 100, length: 8)
        let scores = (0..<20).map { seed -> Score in
            let own = randomTune(seed: UInt64(seed), length: 24)
            var score = tune(own + shared)
            score.barlines = (1...4).map { Barline(onset: 8 * $0 * 5040) }
            return score
        }
        let settings = CorpusSettings(files: [], validation: 0.2, excerpts: Excerpts(bars: 1, step: 1))
        let tunes = scores.enumerated().map { (Imported.Tune(score: $1), "\($0)") }
        let corpus = try Corpus(settings, tunes: tunes, random: RandomSource(seed: 1))
        // Each tune has three distinct bars, and a last bar that all share and that is in the training data.
        #expect(corpus.training.count == 16 * 3 + 1 && corpus.validation.count == 4 * 3)
        #expect(Set(corpus.training.map(\.place)).isDisjoint(with: corpus.validation.map(\.place)))
        #expect(Set(corpus.training.map(\.number)).count == corpus.training.count)
        #expect(
            corpus.report.description
                == "0 files, 20 tunes; 20 kept, cut into 61 excerpts, 49 for training, 12 for validation")
    }

    @Test func noTuneOfSoManyBarsIsToldWithItsPlace() {
        let settings = CorpusSettings(files: [], validation: 0, excerpts: Excerpts(bars: 40, step: 1))
        let error = #expect(throws: RecipeErrors.self) {
            try Corpus(settings, tunes: [(Imported.Tune(score: reel([8, 8])), "a")], random: RandomSource(seed: 1))
        }
        #expect(error?.errors.map(\.path) == ["corpus.excerpt"])
        #expect(error?.errors[0].message == "no tune has 40 consecutive whole bars")
    }
}
