public import MuseMusic
public import MuseProtocols

/// What sounds in each step of a fixed grid, whatever part or voice it belongs to: a piano-roll.
///
/// A sequence is the meter, then for each step `bar`, `beat` or `step` (the first of a bar, of a beat, or within one)
/// and the pitches that sound in it in a fixed order, then `<end>`. So each set of pitches has exactly one spelling,
/// and the cost of a step's tokens (those that open the step after it included: they say that the set is complete) is
/// the exact cost of the set as a whole, given all before it. Which token opens a step follows from the meter and costs
/// nothing where the grammar masks.
///
/// A pitch that sounds in neighbouring steps is one note: piano-rolls do not record whether it was struck again.
///
/// Source: the data and the measure are those of Boulanger-Lewandowski, Bengio and Vincent, "Modeling Temporal
/// Dependencies in High-Dimensional Sequences", ICML 2012, https://arxiv.org/abs/1206.6392; as in their RNN-NADE, the
/// pitches of a step depend on one another.
public struct PianoRollTokenizer: Tokenizer {
    static let grid = GridSettings(range: 21...108)
    static let order = Setting<PitchOrder>(
        "order", default: .descending, "order of pitches within a step")
    public static let schema = Schema(
        "pianoroll", "tokens for all pitches that sound in each step of a grid, as in a piano-roll",
        source: "Boulanger-Lewandowski et al., Modeling Temporal Dependencies in High-Dimensional Sequences, ICML 2012",
        grid.all + [order], capabilities: [.conditions])

    let tokens: PianoRollVocabulary

    public init(_ settings: Settings) throws {
        let (steps, range) = try Self.grid.values(settings)
        tokens = PianoRollVocabulary(
            stepsPerQuarter: steps, range: range, isDescending: try settings[Self.order] == .descending)
    }

    public var vocabulary: Vocabulary { tokens.grid.vocabulary }
    public var endToken: TokenID { GridVocabulary.end }
    public var capabilities: Set<Capability> { [.conditions] }

    /// The meter.
    public func isCondition(_ token: TokenID) -> Bool {
        token >= GridVocabulary.firstMeter && token < tokens.bar
    }

    public func encode(_ score: Score) throws -> Encoding { try PianoRollEncoder(tokens).encoding(of: score) }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        PianoRollDecoder(self.tokens, tokens).score()
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try PianoRollGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int { PianoRollDecoder(self.tokens, tokens).notes.count }

    /// The end belongs to the last step: it marks its set of pitches as complete. That the piece ends there is paid
    /// for with it.
    public var steps: StepMeasure? {
        let openings = tokens.bar...tokens.step
        let time = tokens.bar..<TokenID(tokens.grid.count)
        return StepMeasure(
            unit: "step", isStep: openings.contains,
            isTime: { $0 == GridVocabulary.end || time.contains($0) })
    }
}
