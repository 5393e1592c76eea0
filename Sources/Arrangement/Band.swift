package import MuseMusic
import MuseProtocols

/// A band that plays tunes: its instruments, their patterns and its way of playing.
///
/// A tune has three forms. As *written* it is a melody with chord symbols. *Arranged*, it has a part for each
/// instrument, in exact notation with the repeats of the tune. *Performed*, the arrangement is played: repeats
/// unfolded, with swing, dynamics, accents and human timing.
package struct Band: Sendable {
    /// Where the chords come from.
    package enum Harmony: String, SettingChoice, Sendable {
        /// The chord symbols of the tune.
        case symbols
        /// Those of the tune, or if it has none, chords that fit its melody (`SimpleHarmony`).
        case simple
    }

    /// The instruments that play the melody together; at least one.
    package var melody: [Instrument]
    /// The instrument that plays the chords; nil for none.
    package var chords: Instrument?
    package var drums: Instrument?
    package var harmony = Harmony.symbols
    /// Patterns, in the order in which they are searched.
    package var patterns: [PatternBook]
    /// Beats per minute, as dancers count them (`DanceTempo`); nil for the tempo of the tune, or else of its rhythm.
    package var tempo: Double?
    /// 0 for even eighths, 2/3 for triplets, 1 for dotted eighths.
    package var swing = 0.0
    /// How freely notes are played, from 0, exactly, to 1 (`Humanizer`).
    package var humanize = 0.0
    /// Velocity added to the first note of a bar in the melody; notes on other beats get half of it.
    package var accent = 15

    /// The instruments that accompany the melody.
    var accompaniment: [Instrument] { [chords, drums].compactMap(\.self) }

    package init(melody: [Instrument], patterns: [PatternBook]) {
        self.melody = melody
        self.patterns = patterns
    }

    /// The tune as a musician reads it: with the chord symbols that are played, otherwise as it is.
    package func written(_ score: Score) -> Score {
        guard harmony == .simple, score.chordSymbols.isEmpty else { return score }
        var result = score
        result.chordSymbols = SimpleHarmony.chords(for: score)
        return result
    }

    /// The tune with a part for each instrument. Parts of the tune other than its melody follow those of the melody.
    ///
    /// - Parameter score: in notation, not a performance.
    package func arranged(_ score: Score) -> Score {
        let written = written(score)
        var result = written
        let melody = written.parts.firstIndex { !$0.isDrums && !$0.notes.isEmpty }
        if let melody {
            result.parts.remove(at: melody)
            result.parts.insert(
                contentsOf: self.melody.map { written.parts[melody].played(by: $0) }, at: 0)
        }
        for instrument in accompaniment {
            let accompanist = Accompanist(instrument: instrument, books: patterns)
            if let part = accompanist.part(for: written) { result.parts.append(part) }
        }
        if let tempo {
            let beat = DanceTempo.beatQuarters(rhythm: score.header.rhythm, meter: score.meters.first?.value)
            // In 64ths of a quarter, the resolution of `DanceTempo`.
            let ticks = Int(64 * beat)
            let divisor = greatestCommonDivisor(ticks, 64)
            result.tempos = [
                Timed(0, Tempo(bpm: tempo, beatNumerator: ticks / divisor, beatDenominator: 64 / divisor))
            ]
        }
        return result
    }

    /// Why instruments are left out of tunes, one sentence each, for the user; empty if all play.
    package func remarks(on scores: [Score]) -> [String] {
        let silent = scores.filter { written($0).chordSymbols.isEmpty }.count
        var remarks: [String] = []
        if let chords, silent > 0 {
            let tunes = silent == scores.count ? "the tunes have" : "\(silent) of \(scores.count) tunes have"
            remarks.append(
                "\(tunes) no chord symbols, so the \(chords.name.lowercased()) is silent there"
                    + (harmony == .symbols ? "; `harmony: simple` finds chords for the melody" : ""))
        }
        for instrument in accompaniment {
            let meters = Set(
                scores.flatMap { score in
                    score.meters.map(\.value).filter { meter in
                        !meter.isFree
                            && PatternBook.pattern(
                                for: instrument.accompaniment, rhythm: score.header.rhythm, meter: meter, in: patterns)
                                == nil
                    }
                })
            guard !meters.isEmpty else { continue }
            remarks.append(
                "no pattern tells the \(instrument.name.lowercased()) what to play in "
                    + "\(meters.map(\.description).sorted().joined(separator: ", ")); add one with `patterns`")
        }
        return remarks
    }
}

extension Part {
    /// The part on an instrument, at its sounding pitch. Changes of instrument in the part are removed.
    fileprivate func played(by instrument: Instrument) -> Part {
        let octaves = Transposition(octavesAndSemitones: 12 * instrument.octaves)
        // Read from the notes of the tune, a transposing instrument sounds octaves away.
        var result = instrument.octaves == 0 ? self : moved(by: [Timed(0, octaves)])
        result.transpositions = instrument.octaves == 0 ? [] : [Timed(0, octaves)]
        result.name = instrument.name
        result.shortName = ""
        result.program = instrument.program
        result.controls = []
        return result
    }
}
