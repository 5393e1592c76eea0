import MuseArrangement
import MuseMusic
import Testing

@Suite struct AddedVoiceTests {
    /// A melody of a note a beat in C, 4/4, with a chord a bar.
    private func score(_ melody: [Int], _ chords: [String], meter: Meter = .common) throws -> Score {
        var score = Score()
        let beat = meter.beatTicks(score.ticksPerQuarter)
        let bar = try #require(meter.barTicks(score.ticksPerQuarter))
        score.meters = [Timed(0, meter)]
        score.keys = [Timed(0, .cMajor)]
        var part = Part()
        part.notes = melody.enumerated().map { i, midi in
            Note(onset: i * beat, duration: beat, pitch: Key.cMajor.spelling(ofMIDI: midi))
        }
        score.parts = [part]
        score.barlines = (0...melody.count * beat / bar).map { Barline(onset: $0 * bar) }
        score.chordSymbols = try chords.enumerated().map { Timed($0 * bar, try #require(ChordSymbol($1))) }
        return score
    }

    /// Tunes of eight bars over usual chords, whose melody walks at random over the scale.
    private func tunes(_ meter: Meter = .common) throws -> [Score] {
        let scale = [60, 62, 64, 65, 67, 69, 71, 72, 74, 76, 77, 79]
        return try (0..<12).map { number in
            // A linear congruential generator: the tests of this folder need no other source of chance.
            var state = 7 + 31 * number
            func next(_ bound: Int) -> Int {
                state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
                return (state >> 16) % bound
            }
            let beats = 8 * (meter.isCompound ? 2 : 4)
            var place = 7
            let melody = (0..<beats).map { _ in
                place = min(max(place + next(5) - 2, 3), 11)
                return scale[place]
            }
            let chords = (0..<7).map { _ in ["C", "F", "G7", "Am", "Dm", "Em"][next(6)] } + ["C"]
            return try score(melody, chords, meter: meter)
        }
    }

    private func pitch(_ notes: [Note], at onset: Int) -> Int? {
        notes.last { $0.onset <= onset && $0.end > onset }?.pitch.midi
    }

    @Test func aBassHasTheRootWhereTheChordChanges() throws {
        for tune in try tunes() {
            let bass = try #require(AddedVoice(.bass).part(for: tune))
            var last: ChordSymbol?
            for chord in tune.chordSymbols where chord.value != last {
                #expect(pitch(bass.notes, at: chord.onset).map { $0 % 12 } == chord.value.root.semitone)
                last = chord.value
            }
            #expect(bass.notes.allSatisfy { (36...55).contains($0.pitch.midi) })
            #expect(bass.notes.last.map { $0.pitch.midi % 12 } == 0)
        }
    }

    @Test func theBassOfAChordSymbolReplacesItsRoot() throws {
        let tune = try score([67, 67, 67, 67], ["C/E"])
        let bass = try #require(AddedVoice(.bass).part(for: tune))
        #expect(bass.notes[0].pitch.midi % 12 == 4)
    }

    @Test(arguments: [SecondVoice.bass, .counterMelody]) func beatsHaveNoParallelFifthsOrOctaves(kind: SecondVoice)
        throws
    {
        for tune in try tunes() {
            let voice = try #require(AddedVoice(kind).part(for: tune))
            let melody = tune.parts[0].notes
            for (first, second) in zip(melody, melody.dropFirst()) {
                guard let low = pitch(voice.notes, at: first.onset), let next = pitch(voice.notes, at: second.onset),
                    low != next
                else { continue }
                let intervals = ((first.pitch.midi - low) % 12, (second.pitch.midi - next) % 12)
                #expect(!(intervals.0 == intervals.1 && [0, 7].contains(intervals.0)), "\(low) \(next)")
            }
        }
    }

    @Test func aCounterMelodyIsConsonantBelowTheMelodyOnFirstBeats() throws {
        for tune in try tunes() {
            let voice = try #require(AddedVoice(.counterMelody).part(for: tune))
            for (i, note) in tune.parts[0].notes.enumerated() {
                let low = try #require(pitch(voice.notes, at: note.onset))
                #expect(low < note.pitch.midi)
                // A melody note that none of the chord's tones is consonant with leaves no choice.
                let chord = try #require(tune.chordSymbols.value(at: note.onset))
                let tones = chord.intervals.map { (chord.root.semitone + $0) % 12 }
                let consonances = [0, 3, 4, 7, 8, 9]
                let isPossible = tones.contains { consonances.contains((note.pitch.midi - $0 + 120) % 12) }
                guard i % 4 == 0, isPossible else { continue }
                #expect(consonances.contains((note.pitch.midi - low) % 12), "beat \(i)")
            }
        }
    }

    @Test func aCounterMelodyMovesAgainstTheMelodyMoreOftenThanWithIt() throws {
        var (against, with) = (0, 0)
        for tune in try tunes() {
            let voice = try #require(AddedVoice(.counterMelody).part(for: tune))
            let melody = tune.parts[0].notes
            for (first, second) in zip(melody, melody.dropFirst()) {
                guard let low = pitch(voice.notes, at: first.onset), let next = pitch(voice.notes, at: second.onset)
                else {
                    continue
                }
                let sign = (next - low).signum() * (second.pitch.midi - first.pitch.midi).signum()
                if sign < 0 { against += 1 } else if sign > 0 { with += 1 }
            }
        }
        #expect(against > 2 * with, "\(against) against, \(with) with the melody")
    }

    @Test(arguments: [SecondVoice.bass, .counterMelody]) func everyBeatHasANote(kind: SecondVoice) throws {
        for tune in try tunes(Meter(6, 8)) {
            let voice = try #require(AddedVoice(kind).part(for: tune))
            #expect(voice.notes.reduce(0) { $0 + $1.duration } == tune.end)
            for (note, next) in zip(voice.notes, voice.notes.dropFirst()) { #expect(note.end == next.onset) }
        }
    }

    @Test func withoutChordsThereIsNoVoice() throws {
        var tune = try score([60, 60, 60, 60], ["C"])
        tune.chordSymbols = []
        #expect(AddedVoice(.bass).part(for: tune) == nil)
    }
}
