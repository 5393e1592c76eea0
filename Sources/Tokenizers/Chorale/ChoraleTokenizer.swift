public import MuseMusic
public import MuseProtocols

/// Encodes four-part music (soprano, alto, tenor and bass), or two of these voices, on a fixed grid. In each step, each
/// voice starts a note, holds it or rests.
///
/// A sequence is the meter, then for each bar its meter if it changes, and for each step `bar` or `beat` if one starts
/// there, and a token for each voice in a fixed order, then `<end>`. Bar and beat tokens follow from the meter. They
/// cost nothing under the grammar's mask and indicate the position to the model. A pickup follows rests that fill its
/// bar, and the last bar may be short.
///
/// Source: order of voices and grid of sixteenths by Peracha, "Improving Polyphonic Music Models with Feature-Rich
/// Encoding" (TonicNet), 2019, https://arxiv.org/abs/1911.11775; hold tokens by Hadjeres, Pachet and Nielsen,
/// "DeepBach", ICML 2017, https://arxiv.org/abs/1612.01010. TonicNet instead writes a chord before each step and the
/// sounding pitch in every step. Bars, beats and separate tokens for each voice are ours.
public struct ChoraleTokenizer: Tokenizer {
    static let grid = GridSettings(
        range: 36...84, changes: "the music keeps its times, in bars of the first meter")
    static let notes = Setting<ChoraleNotes>(
        "notes", default: .attacks,
        "note encoding; attacks: a pitch token at each onset, then holds; changes: like attacks, but a repeated pitch "
            + "is held, for data without onsets; sounding: the pitch in every step")
    static let order = Setting<ChoraleOrder>(
        "order", default: .sbat,
        "order of soprano (s), alto (a), tenor (t) and bass (b) within a step; sa and sb: music of two "
            + "voices")
    static let ownTokens = Setting<Bool>(
        "own_tokens", default: true, "whether each voice has its own tokens")
    public static let schema = Schema(
        "chorale",
        "encodes four voices, or two, on a grid of steps: in each step, each voice starts a note, holds it or rests",
        source: "Peracha 2019, Improving Polyphonic Music Models with Feature-Rich Encoding",
        grid.all + [notes, order, ownTokens], capabilities: [.conditions])

    let tokens: ChoraleVocabulary

    public init(_ settings: Settings) throws {
        tokens = ChoraleVocabulary(
            try Self.grid.values(settings), notes: try settings[Self.notes], order: try settings[Self.order].voices,
            hasOwnTokens: try settings[Self.ownTokens])
    }

    public var vocabulary: Vocabulary { tokens.grid.vocabulary }
    public var endToken: TokenID { GridVocabulary.end }
    public var capabilities: Set<Capability> { [.conditions] }

    /// Whether a token states the meter.
    public func isCondition(_ token: TokenID) -> Bool { tokens.grid.meterToken(token) != nil }

    public func encode(_ score: Score) throws -> Encoding { try ChoraleEncoder(tokens).encoding(of: score) }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        var decoder = ChoraleDecoder(self.tokens)
        return decoder.score(of: tokens)
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try ChoraleGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int {
        var decoder = ChoraleDecoder(self.tokens)
        return decoder.noteCount(of: tokens)
    }

    /// Counts the steps of each voice, four per step of the grid. TonicNet's published figure is in nats per such step,
    /// averaged within each piece, then over pieces. It is conditional on the chord of the step, whose own cost is left
    /// out.
    public var steps: StepMeasure? {
        let cells = tokens.firstCell..<tokens.grid.musicEnd
        let (bar, beat) = (tokens.bar, tokens.beat)
        return StepMeasure(
            unit: "voice step", isStep: cells.contains, isTime: { cells.contains($0) || $0 == bar || $0 == beat })
    }
}
