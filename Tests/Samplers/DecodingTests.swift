import MuseProtocols
import MuseSamplers
import Testing

@Suite struct DecodingTests {
    @Test func tunesObeyTheGrammarAndComeInOrder() throws {
        let tunes = try TuneSampler.toy(threads: 2).tunes(200)
        #expect(tunes.map(\.index) == Array(0..<200))
        for tune in tunes {
            #expect((3...31).contains(tune.tokens.count))
            #expect(tune.tokens.firstIndex(of: 2) == tune.tokens.count - 1)
            #expect(!zip(tune.tokens, tune.tokens.dropFirst()).contains { $0 == 1 && $1 == 1 })
        }
        #expect(Set(tunes.map(\.tokens)).count > 50)
    }

    @Test func tunesFollowTheGrammarsOfASetInTurn() throws {
        var toy = TuneSampler.toy(threads: 2)
        toy.turns = [2, 5, 9].map { TuneSampler.Turn(ToyGrammar(notes: $0...$0), Plan(), group: $0) }
        #expect(try toy.tunes(7).map { $0.tokens.count - 1 } == [2, 5, 9, 2, 5, 9, 2])
    }

    /// One note and the end: the mask leaves 0.2 and 0.7, the chain nothing or everything.
    @Test func frequenciesFollowModelMaskAndChain() throws {
        let grammar = ToyGrammar(notes: 1...1)
        let plain = try TuneSampler.toy(grammar: grammar).tunes(9000).count { $0.tokens == [1, 2] }
        // Expected 7000 of 9000, standard deviation √(9000 · 7/9 · 2/9) = 39.4.
        #expect(abs(Double(plain - 7000)) < 4 * 39.4)
        let greedy = try TuneSampler.toy(grammar: grammar, chain: [sampler(["type": "greedy"])]).tunes(100)
        #expect(greedy.allSatisfy { $0.tokens == [1, 2] })
    }

    /// Reproducibility of a seed depends on the random streams, which are written out here for tune 3, candidate 1.
    @Test func aCandidateDrawsFromItsOwnStream() throws {
        let toy = TuneSampler.toy()
        var random = RandomSource(seed: 7).stream("sampling", 3).stream("candidate", 1)
        var draw = Draw()
        let decoder = try toy.model.decoder(for: DecodingRequest(rows: 1))
        var state = toy.grammar.start()
        var tokens: [TokenID] = []
        while !state.isEnded {
            var scores = [Float](repeating: 0, count: 3)
            try decoder.scores(into: &scores)
            var mask = [false, false, false]
            state.allowed(&mask, tokensLeft: 50 - tokens.count)
            for t in 0..<3 where !mask[t] { scores[t] = -.infinity }
            let token = try #require(draw.token(from: scores, random: &random))
            decoder.accept([token])
            state.advance(token)
            tokens.append(token)
        }
        let won = tokens
        let tune = try toy.tunes(5, bestOf: 2) { $0 == won ? 1 : 0 }[3]
        #expect(tune.tokens == tokens && tune.candidate == 1 && tune.rank == 1)
    }

    /// The model's scores depend on the number of rows, as if a decoder rounded differently for each batch size.
    @Test func theNumberOfThreadsDoesNotMatter() throws {
        let model = TableModel(
            table: [[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0, 0, 1], [0.2, 0.7, 0.1]], shiftByRows: 0.1)
        let rank = { @Sendable (tokens: [TokenID]) in Double(tokens.count { $0 == 1 }) }
        let one = try TuneSampler.toy(model, threads: 1).tunes(70, bestOf: 3, rank: rank)
        #expect(try TuneSampler.toy(model, threads: 2).tunes(70, bestOf: 3, rank: rank) == one)
        #expect(try TuneSampler.toy(model, threads: 5).tunes(70, bestOf: 3, rank: rank) == one)
    }

    @Test func neitherTheBatchNorTheCountMatters() throws {
        var toy = TuneSampler.toy(threads: 2)
        let tunes = try toy.tunes(40)
        #expect(try toy.tunes(7) == Array(tunes[..<7]))
        toy.batchSize = 3
        #expect(try toy.tunes(40) == tunes)
        toy.random = RandomSource(seed: 8)
        #expect(try toy.tunes(40) != tunes)
    }

    @Test func theBestCandidateWinsAndTheEarlierOfEquals() throws {
        let toy = TuneSampler.toy(threads: 2)
        let longest = try toy.tunes(20, bestOf: 8) { Double($0.count) }
        let shortest = try toy.tunes(20, bestOf: 8) { -Double($0.count) }
        for (long, short) in zip(longest, shortest) { #expect(long.tokens.count >= short.tokens.count) }
        let sum = { (tunes: [TuneSampler.Tune]) -> Int in tunes.reduce(0) { $0 + $1.tokens.count } }
        #expect(sum(longest) > 2 * sum(shortest))
        #expect(longest.allSatisfy { $0.rank == Double($0.tokens.count) })
        let first = try toy.tunes(20)
        #expect(try toy.tunes(20, bestOf: 8) { _ in 0.5 }.map(\.tokens) == first.map(\.tokens))
        #expect(try toy.tunes(20, bestOf: 8) { _ in .nan }.map(\.tokens) == first.map(\.tokens))
        // NaN ranks lowest.
        let some = try toy.tunes(20, bestOf: 8) { $0.count == 3 ? -1e9 : .nan }
        #expect(some.contains { $0.candidate > 0 && $0.tokens.count == 3 })
    }

    /// Each tune has its own copy of the initial chain.
    @Test func samplersKeepStateATune() throws {
        struct EndAfterFour: Sampler {
            static let schema = Schema("end_after_four", "a test")
            var steps = 0
            init() {}
            init(_ settings: Settings) throws {}
            mutating func adjust(_ logits: inout [Float], at step: Step) {
                steps += 1
                if steps <= 4 { logits[2] = -.infinity } else { logits[0...1] = [-.infinity, -.infinity] }
            }
        }
        let tunes = try TuneSampler.toy(chain: [EndAfterFour()], threads: 2).tunes(50)
        #expect(tunes.allSatisfy { $0.tokens.count == 5 })
    }

    @Test func progressCountsCandidates() throws {
        var reports: [Int] = []
        try TuneSampler.toy(threads: 2).sample(
            count: 10, bestOf: 3,
            progress: { finished, total in
                #expect(total == 30)
                reports.append(finished)
            }, onTune: { _ in })
        #expect(reports.last == 30 && reports == reports.sorted())
    }

    @Test func nothingIsAskedForAndNothingComes() throws {
        #expect(try TuneSampler.toy().tunes(0).isEmpty)
    }
}
