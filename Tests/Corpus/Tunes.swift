import MuseImport
import MuseMusic
import MuseProtocols

/// Makes a tune of even eighths in bars of the meter. Pitches are MIDI numbers, spelled with sharps.
func tune(
    _ midi: [Int], ticks: Int = 5040, title: String = "", rhythm: String = "", meter: String = "4/4",
    key: String = "C"
) -> Score {
    var score = Score()
    score.header.titles = title.isEmpty ? [] : [title]
    score.header.rhythm = rhythm
    score.meters = [Timed(0, Meter(meter)!)]
    score.keys = [Timed(0, Key(key)!)]
    let steps = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (3, 0), (3, 1), (4, 0), (4, 1), (5, 0), (5, 1), (6, 0)]
    let notes = midi.enumerated().map { i, number in
        let (step, alter) = steps[number % 12]
        return Note(
            onset: i * ticks, duration: ticks, pitch: Pitch(step: step, alter: alter, octave: number / 12 - 1))
    }
    score.parts = [Part(notes: notes)]
    return score
}

/// Makes a tune of random steps and leaps, unlike that of any other seed.
func randomTune(seed: UInt64, length: Int = 64) -> [Int] {
    var random = RandomSource(seed: seed)
    return (0..<length).map { _ in 60 + random.below(20) }
}
