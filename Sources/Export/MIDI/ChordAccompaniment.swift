import MuseMusic

/// An accompaniment made from the chord symbols: the bass on strong beats and the chord after them.
///
/// In simple meters the bass alternates with the chord by beats, root and fifth in turn; in 3/4 two chords follow one
/// bass; in compound meters a bass eighth, a rest and a chord eighth fill each beat. These are the patterns with which
/// abc2midi plays guitar chords. A chord symbol holds until the next one.
struct ChordAccompaniment {
    /// The lowest bass note is E2, the lowest note of a chord E3.
    private static let lowestBass = 40
    private static let lowestChord = 52
    private static let velocities = (bass: UInt8(72), chord: UInt8(60))

    /// Returns the part, or nil if the score has no chord symbols.
    ///
    /// - Parameters:
    ///   - chords: the chord symbols of the score as played.
    ///   - bars: its bars.
    static func part(for chords: [Timed<ChordSymbol>], _ bars: [MeteredBar], program: Int) -> Part? {
        guard !chords.isEmpty else { return nil }
        var part = Part(name: "Chords", program: program)
        for bar in bars {
            var start = bar.origin
            while start < bar.end {
                let index = (start - bar.origin) / bar.meter.beat
                if start >= bar.start, let chord = chords.value(at: start) {
                    let strokes = Self.strokes(bar.meter, beat: index)
                    for stroke in strokes where start + stroke.onset + stroke.length <= bar.end {
                        let pitches = stroke.isBass ? [bass(of: chord, isFifth: stroke.isFifth)] : tones(of: chord)
                        part.notes += pitches.map {
                            Note(
                                onset: start + stroke.onset, duration: stroke.length,
                                pitch: Key.cMajor.spelling(ofMIDI: $0),
                                velocity: stroke.isBass ? velocities.bass : velocities.chord)
                        }
                    }
                }
                start += bar.meter.beat
            }
        }
        return part
    }

    private struct Stroke {
        var onset: Int
        var length: Int
        var isBass: Bool
        var isFifth = false
    }

    /// What is played in a beat.
    private static func strokes(_ meter: MeteredBar.Lengths, beat: Int) -> [Stroke] {
        let length = meter.beat
        if meter.isCompound {
            let third = length / 3
            return [
                Stroke(onset: 0, length: third, isBass: true, isFifth: beat % 2 == 1),
                Stroke(onset: 2 * third, length: third, isBass: false),
            ]
        }
        // Two halves, as in 2/2: bass and chord within the beat.
        if meter.unit == 2 {
            return [
                Stroke(onset: 0, length: length / 2, isBass: true, isFifth: beat % 2 == 1),
                Stroke(onset: length / 2, length: length / 2, isBass: false),
            ]
        }
        if meter.beats == 3 { return [Stroke(onset: 0, length: length, isBass: beat == 0)] }
        return [Stroke(onset: 0, length: length, isBass: beat % 2 == 0, isFifth: beat % 4 == 2)]
    }

    /// The written bass note, or the root; in alternation the fifth.
    private static func bass(of chord: ChordSymbol, isFifth: Bool) -> Int {
        let name = (chord.bass ?? chord.root).semitone
        let semitone = isFifth && chord.bass == nil ? name + (chord.intervals.last { $0 <= 8 } ?? 7) : name
        return lowestBass + (semitone - lowestBass % 12 + 24) % 12
    }

    private static func tones(of chord: ChordSymbol) -> [Int] {
        chord.intervals.map { lowestChord + (chord.root.semitone + $0 - lowestChord % 12 + 24) % 12 }.sorted()
    }
}
