import MusePlatform
import MuseProtocols

/// Samples tokens at temperature 1 without a grammar, so that a critic sees the unmodified output of the model.
struct UnconstrainedSampler: Sendable {
    let vocabularySize: Int
    /// The tokens that end a tune.
    let endTokens: Set<TokenID>
    /// The maximum length of a tune.
    let maxLength: Int

    /// Samples `count` tunes.
    ///
    /// - Throws: `CancellationError`; `isCancelled` is polled between tokens.
    func draw(
        _ model: any Model, _ count: Int, _ random: RandomSource, isCancelled: () -> Bool
    ) throws -> [[TokenID]] {
        var tunes = [[TokenID]](repeating: [], count: count)
        var streams = (0..<count).map { random.stream("tune", $0) }
        var unfinished = DecoderRows(
            Array(0..<count), decoder: try model.decoder(for: DecodingRequest(rows: count)),
            vocabularySize: vocabularySize)
        while !unfinished.rows.isEmpty {
            if isCancelled() { throw CancellationError() }
            try unfinished.step { tune, scores in
                let token = streams[tune].index(weights: scores.map { exp(Double($0)) }).map { TokenID($0) } ?? 0
                tunes[tune].append(token)
                return (token, tunes[tune].count == maxLength || endTokens.contains(token))
            }
        }
        return tunes
    }
}

/// A grammar that allows every token.
struct AnyTokens: TokenGrammar {
    struct State: GrammarState {
        func allowed(_ mask: inout [Bool], tokensLeft: Int) { for i in mask.indices { mask[i] = true } }
        mutating func advance(_ token: TokenID) {}
        var isEnded: Bool { false }
    }

    func start() -> any GrammarState { State() }
}
