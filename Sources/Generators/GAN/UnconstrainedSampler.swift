import MusePlatform
import MuseProtocols

/// Samples tokens at temperature 1 without a grammar, so that a critic sees the unmodified output of the model.
struct UnconstrainedSampler: Sendable {
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
        let decoder = try model.decoder(for: DecodingRequest(rows: count))
        var tunes = [[TokenID]](repeating: [], count: count)
        var streams = (0..<count).map { random.stream("tune", $0) }
        // The indices of the unfinished tunes.
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
            let isUnfinished = rows.map {
                tunes[$0].count < maxLength && !endTokens.contains(tunes[$0][tunes[$0].count - 1])
            }
            decoder.retain(isUnfinished)
            rows = zip(rows, isUnfinished).filter(\.1).map(\.0)
        }
        return tunes
    }

    private func draw(_ scores: ArraySlice<Float>, _ random: inout RandomSource) -> TokenID {
        var remaining = random.uniform() * scores.reduce(0.0) { $0 + exp(Double($1)) }
        for (token, score) in scores.enumerated() {
            remaining -= exp(Double(score))
            if remaining < 0 { return TokenID(token) }
        }
        // Reached only through rounding errors.
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
