import MuseGenerators
import MuseProtocols
import Testing

/// A grammar of tunes over 0, 1, 2 and the end 3: no token twice in a row, at least two tokens before the end.
private struct NoEcho: TokenGrammar, GrammarState {
    private var last: TokenID?
    private var count = 0

    func start() -> any GrammarState { self }
    var isEnded: Bool { last == 3 }
    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        for t in 0..<3 { mask[t] = !isEnded && last != TokenID(t) }
        mask[3] = !isEnded && count >= 2
    }
    mutating func advance(_ token: TokenID) {
        last = token
        count += 1
    }
}

@Suite struct GrammarLikelihoodTests {
    @Test func onlyTokensThatMayFollowShareTheProbability() throws {
        let model = try toy("markov", [("order", "1")]).fit(
            [[0, 1, 2, 3], [0, 2, 3], [1, 0, 3], [2, 2, 0, 3]], of: 4)
        let sequences: [[TokenID]] = [[0, 1, 3], [2, 0, 2, 1, 3], [], [1, 0, 3]]
        let found = try model.logProbabilities(of: sequences, in: NoEcho(), vocabularySize: 4, batchSize: 2)
        for (sequence, logs) in zip(sequences, found) {
            try #require(logs.count == sequence.count)
            for i in sequence.indices {
                // The probability relative to all allowed tokens.
                func probability(_ token: TokenID) throws -> Double {
                    try exponential(model.logProbabilities(of: Array(sequence[..<i]) + [token])[i])
                }
                let mayFollow = (0..<4).filter { $0 == 3 ? i >= 2 : i == 0 || sequence[i - 1] != TokenID($0) }
                let sum = try mayFollow.reduce(0.0) { try $0 + probability(TokenID($1)) }
                #expect(try abs(exponential(logs[i]) - probability(sequence[i]) / sum) < 1e-6)
                #expect(try logs[i] >= model.logProbabilities(of: sequence)[i] - 1e-6)
            }
        }
    }

    @Test func whatTheGrammarBarsIsImpossible() throws {
        let model = try toy("markov", [("order", "1")]).fit([[0, 1, 2, 3]], of: 4)
        let found = try model.logProbabilities(of: [[0, 0, 1, 3]], in: NoEcho(), vocabularySize: 4)[0]
        #expect(found[1] == -.infinity)
        #expect(found[2].isNaN && found[3].isNaN)
    }

    /// The model has a context of two tokens, so a decoder that restarts with two tokens loses nothing.
    @Test func aLongTuneIsWalkedByOneDecoderAfterAnother() throws {
        let tunes: [[TokenID]] = [[0, 1, 2, 0, 2, 1, 0, 1, 2, 3], [2, 0, 1, 3], [1, 2, 1, 0, 2, 3]]
        let model = try toy("markov", [("order", "2")]).fit(tunes, of: 4)
        let whole = try model.logProbabilities(of: tunes, in: NoEcho(), vocabularySize: 4)
        for longest in 4...11 {
            #expect(
                try model.logProbabilities(of: tunes, in: NoEcho(), vocabularySize: 4, longest: longest) == whole,
                "\(longest)")
        }
    }
}
