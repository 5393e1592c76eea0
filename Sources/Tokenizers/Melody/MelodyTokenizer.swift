public import MuseMusic
import MuseNotation
public import MuseProtocols

/// Encodes a melody on a fixed grid. Each step starts a note, holds it or rests, and bars are marked.
///
/// A sequence is meter, tonic and mode, then for each bar its meter if it changes, `bar`, and the steps of the meter,
/// then `<end>`. Rests at the start precede a pickup. Decoding removes them from the first bar; if the last bar ends in
/// rests of the length of the pickup, it removes those too.
///
/// With `meters: any`, meters that are not common take several tokens, and a written bar that is longer or shorter than
/// its meter has the meter of its length. With `meters: common`, the longest stretch in one meter is encoded, and
/// shorter bars are filled up with rests.
///
/// The tokens represent the sounding notes of one voice of one part, and of each chord only the highest note. Repeats
/// are unfolded, and times that are not on the grid are moved to the nearest step.
///
/// Source: Waite, "Generating Long-Term Structure in Songs and Stories", Magenta blog 2016, and the encoding of
/// Magenta's Melody RNN, which has the same three kinds of steps. Bars, meter and key are ours; without them, a grammar
/// cannot enforce the length of bars.
public struct MelodyTokenizer: Tokenizer {
    static let grid = GridSettings(
        range: 21...108, changes: "of other music, the longest stretch in one meter is encoded")
    static let part = PartChoice.setting
    public static let schema = Schema(
        "melody",
        "encodes one voice of one part on a grid of steps: each starts a note, holds it or rests; repeats are unfolded",
        source: "Waite 2016, Generating Long-Term Structure in Songs and Stories, Magenta",
        grid.all + [part], capabilities: [.conditions, .stepGrid, .variations])

    let tokens: MelodyVocabulary
    let part: PartChoice

    public init(_ settings: Settings) throws {
        tokens = MelodyVocabulary(try Self.grid.values(settings))
        part = PartChoice(try settings[Self.part])
    }

    public var vocabulary: Vocabulary { tokens.grid.vocabulary }
    public var barEnds: Set<TokenID> { [tokens.bar] }
    public var endToken: TokenID { GridVocabulary.end }
    public var capabilities: Set<Capability> { [.conditions, .stepGrid, .variations] }

    /// Whether a token states the meter, tonic or mode.
    public func isCondition(_ token: TokenID) -> Bool {
        switch tokens[token] {
        case .meter, .tonic, .mode: true
        case .bar, .hold, .rest, .note, .end, nil: false
        }
    }

    public func encode(_ score: Score) throws -> Encoding {
        try MelodyEncoder(tokens, part).encoding(of: score.notatedIfPerformed())
    }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        var decoder = MelodyDecoder(self.tokens)
        return decoder.score(of: tokens)
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try MelodyGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int {
        tokens.count { $0 >= self.tokens.firstNote && $0 < self.tokens.grid.musicEnd }
    }
}
