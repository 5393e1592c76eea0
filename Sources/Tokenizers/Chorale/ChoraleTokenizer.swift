public import MuseMusic
public import MuseProtocols

/// Four-part music, soprano, alto, tenor and bass, on a fixed grid: in each step each voice starts a note, holds it or
/// rests.
///
/// A sequence is the meter, then step by step `bar` or `beat` where one starts and a token for each voice in a fixed
/// order, then `<end>`. Bars and beats follow from the meter: they cost nothing where the grammar masks, and tell a
/// model where it is. A pickup stands after rests, and the last bar may be short.
///
/// Source: the order of the voices and the grid of sixteenths are those of Peracha, "Improving Polyphonic Music Models
/// with Feature-Rich Encoding" (TonicNet), 2019, https://arxiv.org/abs/1911.11775; holding notes is Hadjeres, Pachet
/// and Nielsen, "DeepBach", ICML 2017, https://arxiv.org/abs/1612.01010. TonicNet writes a chord before each step and
/// the sounding pitch in every step. Bars, beats and tokens of each voice's own are ours.
public struct ChoraleTokenizer: Tokenizer {
    static let grid = GridSettings(range: 36...84)
    static let notes = Setting<ChoraleNotes>(
        "notes", default: .attacks,
        "attacks: a pitch token at each onset, then hold; changes: as attacks, but a repeated pitch is held, for data "
            + "without onsets; sounding: the pitch in every step")
    static let order = Setting<ChoraleOrder>(
        "order", default: .sbat, "order of soprano, alto, tenor and bass within a step")
    static let ownTokens = Setting<Bool>(
        "own_tokens", default: true, "separate tokens for each voice; false: all voices share them")
    public static let schema = Schema(
        "chorale", "tokens for four voices on a grid of steps: each voice starts a note, holds it or rests",
        source: "Peracha, Improving Polyphonic Music Models with Feature-Rich Encoding, 2019",
        grid.all + [notes, order, ownTokens], capabilities: [.conditions])

    let tokens: ChoraleVocabulary

    public init(_ settings: Settings) throws {
        let (steps, range) = try Self.grid.values(settings)
        tokens = ChoraleVocabulary(
            stepsPerQuarter: steps, range: range, notes: try settings[Self.notes],
            order: try settings[Self.order].voices, hasOwnTokens: try settings[Self.ownTokens])
    }

    public var vocabulary: Vocabulary { tokens.grid.vocabulary }
    public var endToken: TokenID { GridVocabulary.end }
    public var capabilities: Set<Capability> { [.conditions] }

    /// The meter.
    public func isCondition(_ token: TokenID) -> Bool {
        token >= GridVocabulary.firstMeter && token < tokens.bar
    }

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

    /// The steps of all voices: four a step. TonicNet's published figure is nats for each of them, given the chord of
    /// the step, whose own cost it leaves out; a mean over pieces of each piece's mean.
    public var steps: StepMeasure? {
        let cells = tokens.firstCell..<TokenID(tokens.grid.count)
        let (bar, beat) = (tokens.bar, tokens.beat)
        return StepMeasure(
            unit: "voice step", isStep: cells.contains, isTime: { cells.contains($0) || $0 == bar || $0 == beat })
    }
}
