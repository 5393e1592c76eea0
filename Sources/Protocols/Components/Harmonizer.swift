public import MuseMusic

/// Chooses chords for whole melodies. Models with the capability `harmonize` have one.
public protocol Harmonizer: Sendable {
    /// Chords for the melody of a score, the best first. All differ.
    ///
    /// - Parameters:
    ///   - count: the largest number of results.
    ///   - random: the source of all but the first.
    /// - Throws: `PromptError` if the score has no melody, no meter or no key, or the request cannot be met.
    func harmonies(
        of score: Score, _ request: HarmonyRequest, count: Int, _ random: RandomSource
    ) throws -> [Harmony]
}

/// What chords a melody gets.
public struct HarmonyRequest: Sendable {
    /// How often chords may change.
    package var rhythm: HarmonicRhythm
    /// The chords to choose from, as Roman numerals; nil for those of the model.
    package var numerals: [String]?
    /// Whether sections close on cadences.
    package var hasCadences: Bool

    package init(rhythm: HarmonicRhythm, numerals: [String]? = nil, hasCadences: Bool = true) {
        self.rhythm = rhythm
        self.numerals = numerals
        self.hasCadences = hasCadences
    }

    /// The chords to choose from in a mode; nil for those of the model.
    package func chords(in mode: Key.Mode) -> [ScaleChord]? {
        numerals.map { $0.compactMap { ScaleChord(numeral: $0, in: mode) } }
    }
}

/// Chords for a melody.
public struct Harmony: Sendable {
    /// A chord for each bar, and further ones where they change within it.
    public var chords: [Timed<ChordSymbol>]
    /// The share of the chords that the model expects to be right, 0 to 1.
    public var expectedShare: Double
    /// ln p(melody, chords) under the model.
    public var logProbability: Double

    public init(chords: [Timed<ChordSymbol>], expectedShare: Double, logProbability: Double) {
        self.chords = chords
        self.expectedShare = expectedShare
        self.logProbability = logProbability
    }
}
