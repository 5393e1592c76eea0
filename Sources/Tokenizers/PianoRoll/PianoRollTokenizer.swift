public import MuseMusic
public import MuseProtocols

/// Encodes the pitches that sound in each step of a fixed grid, as in a piano roll, regardless of part and voice.
///
/// A sequence is the meter, then for each bar its meter if it changes, and for each step an opening token (`bar`,
/// `beat` or `step`, by the step's position) and the sounding pitches in a fixed order, then `<end>`. Each set of
/// pitches has exactly one encoding. The negative log-likelihood of a step's tokens is therefore exactly that of the
/// set, given all preceding sets. It includes the token that opens the next step, because that token completes the set.
/// Opening tokens follow from the meter, so they cost nothing under the grammar's mask.
///
/// With `meters: any`, meters that are not common take several tokens, and a written bar that is longer or shorter than
/// its meter has the meter of its length. Changes of meter are not part of the cost of steps; published data sets have
/// none.
///
/// A pitch that sounds in consecutive steps is one note, because piano rolls do not record repeated attacks.
///
/// Source: data and measure of Boulanger-Lewandowski, Bengio and Vincent, "Modeling Temporal Dependencies in
/// High-Dimensional Sequences", ICML 2012, https://arxiv.org/abs/1206.6392. As in their RNN-NADE, the pitches of a step
/// are modelled jointly.
public struct PianoRollTokenizer: Tokenizer {
    static let grid = GridSettings(
        range: 21...108, changes: "the music keeps its times, in bars of the first meter")
    static let order = Setting<PitchOrder>(
        "order", default: .descending, "order of the pitches within a step")
    public static let schema = Schema(
        "pianoroll", "encodes the pitches that sound in each step of a grid, as in a piano roll: all parts together",
        source: "Boulanger-Lewandowski et al. 2012, Modeling Temporal Dependencies in High-Dimensional Sequences, ICML",
        grid.all + [order], capabilities: [.conditions, .stepGrid])

    let tokens: PianoRollVocabulary

    public init(_ settings: Settings) throws {
        tokens = PianoRollVocabulary(
            try Self.grid.values(settings), isDescending: try settings[Self.order] == .descending)
    }

    public var vocabulary: Vocabulary { tokens.grid.vocabulary }
    public var endToken: TokenID { GridVocabulary.end }
    public var capabilities: Set<Capability> { [.conditions, .stepGrid] }

    /// Whether a token states the meter.
    public func isCondition(_ token: TokenID) -> Bool { tokens.grid.meterToken(token) != nil }

    public func encode(_ score: Score) throws -> Encoding { try PianoRollEncoder(tokens).encoding(of: score) }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        PianoRollDecoder(self.tokens, tokens).score()
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try PianoRollGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int { PianoRollDecoder(self.tokens, tokens).notes.count }

    /// The end token counts as part of the last step, because it completes its set of pitches.
    public var steps: StepMeasure? {
        let openings = tokens.bar...tokens.step
        let time = tokens.bar..<tokens.grid.musicEnd
        return StepMeasure(
            unit: "step", isStep: openings.contains,
            isTime: { $0 == GridVocabulary.end || time.contains($0) })
    }
}
