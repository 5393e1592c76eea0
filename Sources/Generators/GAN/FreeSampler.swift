import MusePlatform
import MuseProtocols

/// Samples tokens at temperature 1 without a grammar, so that a critic sees the model's own output.
struct FreeSampler: Sendable {
    /// Tokens that end a tune.
    let ends: Set<TokenID>
    /// Maximum length of a tune.
    let longest: Int

    /// - Throws: `CancellationError`; `isCancelled` is polled between tokens.
    func draw(
        _ model: any Model, _ count: Int, _ random: RandomSource, isCancelled: () -> Bool
    ) throws -> [[TokenID]] {
        let decoder = try model.decoder(for: DecodingRequest(rows: count))
        var tunes = [[TokenID]](repeating: [], count: count)
        var streams = (0..<count).map { random.stream("tune", $0) }
        /// Indices of the unfinished tunes.
        var rows = Array(0..<count)
        var scores: [Float] = []
        while !rows.isEmpty {
            if isCancelled() { throw CancellationError() }
            try decoder.scores(into: &scores)
            let size = scores.count / rows.count
            for (row, tune) in rows.enumerated() {
                tunes[tune].append(draw(scores[row * size..<(row + 1) * size], &streams[tune]))
            }
            decoder.accept(rows.map { tunes[$0][tunes[$0].count - 1] })
            let goesOn = rows.map { tunes[$0].count < longest && !ends.contains(tunes[$0][tunes[$0].count - 1]) }
            decoder.retain(goesOn)
            rows = zip(rows, goesOn).filter(\.1).map(\.0)
        }
        return tunes
    }

    private func draw(_ scores: ArraySlice<Float>, _ random: inout RandomSource) -> TokenID {
        var left = random.uniform() * scores.reduce(0.0) { $0 + exp(Double($1)) }
        for (token, score) in scores.enumerated() {
            left -= exp(Double(score))
            if left < 0 { return TokenID(token) }
        }
        // Reached only because of rounding.
        return TokenID(scores.indices.max { scores[$0] < scores[$1] }.map { $0 - scores.startIndex } ?? 0)
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
