import MuseMusic
import MuseProtocols

/// A stochastic grammar of tunes: form → sections → phrases → rhythm cells and figures over a chord plan, with closes.
/// Each rule is one value or several with weights.
struct TuneGrammar: Sendable {
    var dance: Dance
    var meter: Meter
    var keys: Weighted<Key>
    /// The sections in order. A letter that follows itself is a repeat.
    var form: [Character]
    /// The names of the settings to which the recipe gives another value than the default.
    var stated: Set<String>
    /// The phrases of each section, by letter.
    var sections: [Character: Weighted<String>]
    var phrases: [Character: PhraseRule]
    var rhythms: Weighted<RhythmCell>
    var halfCloses: Weighted<RhythmCell>
    var fullCloses: Weighted<RhythmCell>
    var pickup: Weighted<Pickup>
    var figures: Weighted<Figure.Kind>
    /// In steps of the scale.
    var largestLeap: Int
    /// The probability that a bar repeats the rhythm and the figures of the bar before.
    var sequence: Double
    /// MIDI numbers.
    var range: ClosedRange<Int>
    /// The phrase with the highest note; nil for the last one that occurs once.
    var climax: Character?

    /// nil for a melody alone.
    var secondVoice: SecondVoiceRule?

    /// The number of beats of a bar, each filled by a rhythm cell.
    static func beats(of meter: Meter) -> Int {
        meter.beats == 9 ? 3 : meter.beats % 2 == 0 ? 2 : 1
    }

    var beats: Int { Self.beats(of: meter) }
    /// The length of a bar in ticks of notation.
    var barTicks: Int { meter.barTicks(Score.notationTicksPerQuarter) ?? 0 }
    var beatTicks: Int { barTicks / beats }

    /// The sections without repeats, in order, and how often each is played.
    var writtenForm: [(letter: Character, count: Int)] {
        var result: [(letter: Character, count: Int)] = []
        for letter in form {
            if let last = result.last, last.letter == letter, last.count < 2 {
                result[result.count - 1].count += 1
            } else {
                result.append((letter, 1))
            }
        }
        return result
    }

    /// The rule of a phrase; that of an opening phrase for letters that the grammar does not know, which a recipe's
    /// constraints may ask for.
    func rule(_ letter: Character) -> PhraseRule { phrases[letter] ?? PhraseRule.standard[0].rule }
}
