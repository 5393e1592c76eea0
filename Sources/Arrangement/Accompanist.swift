import MuseMusic

/// Plays an instrument's patterns in the bars of a score: with the chord in force at each stroke, or as a drum.
///
/// The pickup of the tune is left to the melody. A bar that a repeat sign divides is one bar.
struct Accompanist {
    let instrument: Instrument
    /// In the order in which they are searched.
    let books: [PatternBook]

    /// Strokes of the bodhrán as sounds of General MIDI's drums: low floor tom, low tom, side stick.
    private static let drumSounds: [Pattern.Sign: Int] = [.down: 41, .up: 45, .rim: 37]

    /// The part for a score as written; nil if it would be empty: without chord symbols, unless the instrument is a
    /// drum, or without a pattern for the meter.
    func part(for score: Score) -> Part? {
        guard instrument.isDrums || !score.chordSymbols.isEmpty else { return nil }
        var part = Part(name: instrument.name, program: instrument.program, isDrums: instrument.isDrums)
        if !instrument.isDrums, instrument.octaves != 0 {
            part.transpositions = [Timed(0, Transposition(octavesAndSemitones: 12 * instrument.octaves))]
        }
        var number = 0
        for bar in MeteredBar.barsAcrossRepeats(of: score) {
            if bar.start == 0, bar.origin < 0 { continue }
            // The second half of a divided bar belongs to the same bar of the pattern.
            if bar.origin == bar.start { number += 1 }
            guard let meter = score.meters.value(at: bar.start),
                let pattern = PatternBook.pattern(
                    for: instrument.accompaniment, rhythm: score.header.rhythm, meter: meter, in: books)
            else { continue }
            for stroke in pattern.bars[(number - 1) % pattern.bars.count] {
                let start = bar.origin + stroke.start.ticks(bar.meter.bar)
                let end = min(bar.origin + stroke.end.ticks(bar.meter.bar), bar.end)
                guard start >= bar.start, start < end else { continue }
                part.notes += notes(of: stroke.sign, in: score, at: start).map { pitch in
                    Note(onset: start, duration: end - start, pitch: pitch, velocity: pattern.velocity(stroke))
                }
            }
        }
        if instrument.accompaniment == .piano { part.divideHands(at: instrument.lowestBass + 12) }
        return part.notes.isEmpty ? nil : part
    }

    /// The pitches of a stroke, those of an up stroke from the highest to the lowest, as they are struck.
    private func notes(of sign: Pattern.Sign, in score: Score, at onset: Int) -> [Pitch] {
        if instrument.isDrums {
            return Self.drumSounds[sign].map { [Key.cMajor.spelling(ofMIDI: $0)] } ?? []
        }
        guard let chord = score.chordSymbols.value(at: onset) else { return [] }
        let key = score.keys.value(at: onset) ?? .cMajor
        let numbers: [Int] =
            switch sign {
            case .bass: [bass(of: chord)]
            case .fifth: [fifth(of: chord)]
            case .chord: tones(of: chord)
            case .down: [bass(of: chord)] + tones(of: chord)
            case .up: tones(of: chord).reversed()
            case .rim: []
            }
        return numbers.map { key.spelling(ofMIDI: $0) }
    }

    private func bass(of chord: ChordSymbol) -> Int {
        placed((chord.bass ?? chord.root).semitone, from: instrument.lowestBass)
    }

    /// The fifth of the chord, diminished or augmented as the chord is; the written bass note if there is one.
    private func fifth(of chord: ChordSymbol) -> Int {
        guard chord.bass == nil else { return bass(of: chord) }
        let fifth = chord.intervals.last { $0 <= 8 } ?? 7
        return placed((chord.root.semitone + fifth) % 12, from: instrument.lowestBass)
    }

    /// The tones of the chord within an octave, from the lowest.
    private func tones(of chord: ChordSymbol) -> [Int] {
        chord.intervals.map { placed((chord.root.semitone + $0) % 12, from: instrument.lowestBass + 12) }.sorted()
    }

    /// The lowest MIDI number of a pitch class from `lowest` on.
    private func placed(_ semitone: Int, from lowest: Int) -> Int {
        lowest + (semitone - lowest % 12 + 12) % 12
    }
}

extension Part {
    /// Writes the notes below a pitch on the lower of two staves.
    fileprivate mutating func divideHands(at lowest: Int) {
        for i in notes.indices where notes[i].pitch.midi < lowest { notes[i].voice = 1 }
        if notes.contains(where: { $0.voice == 1 }), notes.contains(where: { $0.voice == 0 }) { lowerStaffVoice = 1 }
    }
}
