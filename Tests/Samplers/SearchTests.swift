import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

/// Searches with a toy model whose tunes can be enumerated.
@Suite struct SearchTests {
    /// All tunes of the toy grammar with 2 to 4 notes, and their probabilities: those of the model, and those of
    /// sampling, where the probabilities of each step are normalised over the allowed tokens.
    private struct Tunes {
        var model: [(tokens: [TokenID], logProbability: Double)] = []
        var sampled: [[TokenID]: Double] = [:]

        init(_ toy: TuneSampler, _ table: [[Float]]) {
            func extend(_ tokens: [TokenID], _ state: any GrammarState, _ model: Double, _ sampled: Double) {
                if state.isEnded {
                    self.model.append((tokens, model))
                    self.sampled[tokens] = sampled
                    return
                }
                var mask = [false, false, false]
                state.allowed(&mask, tokensLeft: 50 - tokens.count)
                let row = table[tokens.last.map(Int.init) ?? 3].map { Double($0) }
                let total = (0..<3).reduce(0) { $0 + (mask[$1] ? row[$1] : 0) }
                for token in 0..<3 where mask[token] && row[token] > 0 {
                    var next = state
                    next.advance(TokenID(token))
                    extend(
                        tokens + [TokenID(token)], next, model + log(row[token]), sampled * row[token] / total)
                }
            }
            extend([], toy.grammar.start(), 0, 1)
            model.sort { $0.logProbability > $1.logProbability }
        }
    }

    private static let table: [[Float]] = [[0.5, 0.3, 0.2], [0.6, 0.25, 0.15], [0, 0, 1], [0.2, 0.7, 0.1]]

    private func toy(_ method: TuneSearch.Method, width: Int, canCopy: Bool = true) -> TuneSampler {
        var toy = TuneSampler.toy(
            TableModel(table: Self.table, canCopyRows: canCopy), grammar: ToyGrammar(notes: 2...4))
        toy.search = TuneSearch(method, width: width)
        return toy
    }

    /// The first tunes, in order; decoders that cannot copy rows give the same.
    @Test(arguments: [true, false]) func aWideBeamIsExhaustive(canCopy: Bool) throws {
        let toy = toy(.beam, width: 40, canCopy: canCopy)
        let all = Tunes(toy, Self.table).model
        // Of 2, 3 and 4 notes without two 1s in a row: 3 + 5 + 8.
        #expect(all.count == 16)
        let found = try toy.tunes(16).map(\.tokens)
        #expect(Set(found) == Set(all.map(\.tokens)))
        // Some tunes are equally probable, so only probabilities have an order.
        for (tokens, expected) in zip(found, all) {
            let logProbability = all.first { $0.tokens == tokens }?.logProbability ?? .nan
            #expect(abs(logProbability - expected.logProbability) < 1e-6)
        }
    }

    /// Two hypotheses at each step, by hand. Without a grammar's end, notes 0 and 1 after the start have 0.2 and 0.7.
    /// Then 1 0 (0.42) and 0 0 (0.1) are best, since 1 1 is not allowed and 0 1 has 0.06. Then 1 0 0 (0.21) and 1 0 1
    /// (0.126) are better than 1 0 end (0.084); then 1 0 0 0 (0.105) and 1 0 1 0 (0.0756), which end with 0.2 each.
    @Test func aNarrowBeamForgetsTheRest() throws {
        #expect(try toy(.beam, width: 2).tunes(2).map(\.tokens) == [[1, 0, 0, 0, 2], [1, 0, 1, 0, 2]])
        // A greedy search.
        #expect(try toy(.beam, width: 1).tunes(1).map(\.tokens) == [[1, 0, 0, 0, 2]])
    }

    /// With a strong penalty, the second group avoids the tokens of the first, which finds 1 0 0 0 end: it begins with
    /// 0, goes on with 1, and then ends rather than play 0.
    @Test func groupsAvoidEachOthersTokens() throws {
        let tunes = try toy(.diverse(groups: 2, diversity: 3), width: 2).tunes(2).map(\.tokens)
        #expect(tunes == [[1, 0, 0, 0, 2], [0, 1, 2]])
        let same = toy(.diverse(groups: 2, diversity: 0), width: 2)
        #expect(throws: SearchShortfall(found: 1, needed: 2)) { try same.tunes(2) }
    }

    /// The first tune of a stochastic beam is an ordinary sample. The tunes of a beam are a sample without replacement:
    /// the probability that a tune is among the first two is p + Σ q p / (1 - q) over the other tunes' q.
    @Test func aStochasticBeamSamplesWithoutReplacement() throws {
        var toy = toy(.stochastic, width: 3)
        let sampled = Tunes(toy, Self.table).sampled
        #expect(abs(sampled.values.reduce(0, +) - 1) < 1e-6)
        let runs = 2000
        var first: [[TokenID]: Int] = [:]
        var firstTwo: [[TokenID]: Int] = [:]
        for seed in 0..<runs {
            toy.random = RandomSource(seed: UInt64(seed))
            let tunes = try toy.tunes(3).map(\.tokens)
            #expect(Set(tunes).count == 3)
            first[tunes[0], default: 0] += 1
            for tune in tunes[..<2] { firstTwo[tune, default: 0] += 1 }
        }
        for (tune, p) in sampled.sorted(by: { $0.value > $1.value }) {
            let both = sampled.reduce(p) { $1.key == tune ? $0 : $0 + $1.value * p / (1 - $1.value) }
            for (found, expected) in [(first[tune] ?? 0, p), (firstTwo[tune] ?? 0, both)] {
                // Four standard deviations.
                let margin = 4 * (Double(runs) * expected * (1 - expected)).squareRoot() + 1
                #expect(abs(Double(found) - Double(runs) * expected) < margin, "\(tune): \(found), \(expected)")
            }
        }
    }

    @Test func rulesRankTheHypotheses() throws {
        let toy = toy(.beam, width: 40)
        let all = try toy.tunes(16).map(\.tokens)
        let shortest = try toy.tunes(3, bestOf: 4) { -Double($0.count) }
        for (i, tune) in shortest.enumerated() {
            let candidates = all[(4 * i)..<(4 * i + 4)]
            #expect(tune.tokens == candidates.min { $0.count < $1.count } && tune.index == i)
            #expect(tune.rank == -Double(tune.tokens.count))
        }
        #expect(throws: SearchShortfall(found: 16, needed: 18)) { try toy.tunes(6, bestOf: 3) }
    }

    @Test func faultsOfComponentsAreReported() throws {
        var broken = toy(.beam, width: 2)
        broken.grammar = ToyGrammar(notes: 2...4, isBroken: true)
        #expect(throws: DecodingFailure.self) { try broken.tunes(1) }
        var short = toy(.beam, width: 2)
        short.grammar = ToyGrammar(notes: 9...9)
        short.maxTokens = 5
        #expect(throws: DecodingFailure.self) { try short.tunes(1) }
    }
}
