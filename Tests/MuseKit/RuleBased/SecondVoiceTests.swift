import MuseMusic
import Testing

/// The second voice of `rule_based`, checked note by note with rules of its own.
@Suite struct SecondVoiceTests {
    /// The pitches of both voices from each moment at which one of them starts a note.
    private func sonorities(_ score: Score) -> [(high: Int, low: Int, onset: Int, starts: Bool)] {
        let (high, low) = (Melody(score.parts[0]), Melody(score.parts[1]))
        let onsets = Set(high.tones.map(\.onset) + low.tones.map(\.onset)).sorted()
        return onsets.compactMap { onset in
            guard let top = high.last(before: onset + 1), let bottom = low.last(before: onset + 1),
                bottom.end > onset, top.end > onset
            else { return nil }
            return (top.midi, bottom.midi, onset, bottom.onset == onset)
        }
    }

    @Test(arguments: ["first", "second"], ["air", "waltz", "march"])
    func keepsTheRulesOfItsSpecies(species: String, dance: String) throws {
        let tunes = try composed(
            "dance: \(dance), second_voice: {species: \(species)}", tokenizer: "{type: chorale, order: sa}",
            count: 6, "constraints: [{type: key, tonic: G, mode: major, diatonic: true}]")
        for tune in tunes {
            #expect(tune.parts.count == 2 && tune.parts.allSatisfy { !$0.notes.isEmpty })
            let heard = sonorities(tune)
            #expect(heard.count > 40)
            for (before, now) in zip(heard, heard.dropFirst()) {
                let (old, new) = (before.high - before.low, now.high - now.low)
                let bothMove = before.high != now.high && before.low != now.low
                let isPerfect = [0, 7].contains(new % 12)
                #expect(!(bothMove && isPerfect && old % 12 == new % 12), "parallels at \(now.onset)")
                #expect(new >= 0, "crossing at \(now.onset)")
            }
            // Notes that start together on a beat are consonant.
            let beat = tune.meters[0].value.beatTicks(tune.ticksPerQuarter)
            let melody = Set(Melody(tune.parts[0]).tones.map(\.onset))
            for now in heard where now.starts && now.onset % beat == 0 && melody.contains(now.onset) {
                #expect([0, 3, 4, 7, 8, 9].contains((now.high - now.low) % 12), "dissonance at \(now.onset)")
            }
            // It ends on the tonic, an octave or more below the melody or with it.
            #expect(heard.last.map { ($0.high - $0.low) % 12 == 0 && $0.low % 12 == 7 } == true)
            // No leap of a tritone, a seventh or more than an octave within a section.
            let low = Melody(tune.parts[1]).tones
            let section = 8 * (tune.meters[0].value.barTicks(tune.ticksPerQuarter) ?? 1)
            let leaps = zip(low, low.dropFirst()).filter { $1.onset % section != 0 }.map { abs($1.midi - $0.midi) }
            #expect(leaps.allSatisfy { ![6, 10, 11].contains($0) && $0 <= 12 }, "\(leaps)")
        }
    }

    /// Every dissonance of the second species passes: it is reached and left by step in one direction.
    @Test func dissonancesOfTheSecondSpeciesPass() throws {
        let tunes = try composed(
            "dance: air, rhythms: [2 2, \"4\"], second_voice: {species: second}",
            tokenizer: "{type: chorale, order: sa}", count: 8,
            "constraints: [{type: key, tonic: G, mode: major, diatonic: true}]")
        var passing = 0
        for tune in tunes {
            let (high, low) = (Melody(tune.parts[0]), Melody(tune.parts[1]).tones)
            for (i, tone) in low.enumerated().dropFirst().dropLast() {
                let interval = ((high.last(before: tone.onset + 1)?.midi ?? 0) - tone.midi) % 12
                guard ![0, 3, 4, 7, 8, 9].contains(interval) else { continue }
                let (before, after) = (tone.midi - low[i - 1].midi, low[i + 1].midi - tone.midi)
                #expect(abs(before) <= 2 && abs(after) <= 2 && before.signum() == after.signum() && before != 0)
                passing += 1
            }
        }
        #expect(passing > 8, "\(passing) passing notes")
    }
}
