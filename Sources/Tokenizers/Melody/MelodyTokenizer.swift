public import MuseProtocols

/// A melody on a fixed grid: each step is a note that starts, one that is held, or a rest, and bars are marked.
///
/// A sequence is meter, tonic and mode, then for each bar `bar` and exactly as many steps as the bar has, then `<end>`.
/// A rest at the very start is the time before a pickup: decoding makes the first bar shorter by it, and the last bar
/// shorter by the pickup where it ends in rests of that length.
///
/// What is held is what sounds: repeats are written out, and what does not fall on the grid moves to its nearest step.
/// One voice, the highest notes of chords.
///
/// Source: Waite, "Generating Long-Term Structure in Songs and Stories", Magenta blog 2016, and the melody encoding of
/// Magenta's melody RNN: the same three kinds of steps. Bars, meter and key are ours: theirs has none, and cannot keep a
/// bar's length.
public struct MelodyTokenizer: Tokenizer {
    static let stepsPerQuarter = Setting<Int>(
        "steps_per_quarter", in: 1...16, default: 4, unit: "steps",
        "grid: a power of two, so that each length can be written; at 4 an eighth is 2 steps")
    static let low = Setting<Int>("low", in: 0...127, default: 48, unit: "MIDI number", "lowest note; 60 is middle C")
    static let high = Setting<Int>("high", in: 0...127, default: 88, unit: "MIDI number", "highest note")
    public static let schema = Schema(
        "melody", "puts one voice on a grid of steps: a note starts, is held, or rests; repeats are written out",
        source: "Waite, Generating Long-Term Structure in Songs and Stories, Magenta 2016",
        [stepsPerQuarter, low, high])

    let tokens: MelodyVocabulary

    public init(_ settings: Settings) throws {
        let steps = try settings[Self.stepsPerQuarter]
        let low = try settings[Self.low]
        let high = try settings[Self.high]
        guard steps & (steps - 1) == 0 else {
            throw settings.conflict("\(steps) is not a power of two: 1, 2, 4, 8 or 16", about: Self.stepsPerQuarter)
        }
        guard low + 11 <= high else {
            throw settings.conflict(
                "from low \(low) to high \(high) is less than an octave",
                about: settings.node["high"] == nil ? Self.low : Self.high)
        }
        tokens = MelodyVocabulary(stepsPerQuarter: steps, range: low...high)
    }

    public var vocabulary: Vocabulary { tokens.vocabulary }
    public var endToken: TokenID { MelodyVocabulary.end }

    public func encode(_ score: Score) throws -> Encoding {
        try MelodyEncoder(tokens).encoding(of: score)
    }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        var decoder = MelodyDecoder(self.tokens)
        return decoder.score(of: tokens)
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try MelodyGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int {
        tokens.count { $0 >= self.tokens.firstNote && $0 < self.tokens.vocabulary.count }
    }
}
