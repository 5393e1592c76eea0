import MuseProtocols
import MuseSamplers
import Testing

@Suite struct DecodingFailureTests {
    private static let fine: [Float] = [0.2, 0.7, 0.1]

    @Test(
        arguments: [
            // After a 1, the model allows only another 1, which the grammar does not.
            ([0, 1, 0], "the model rules out every token that the grammar allows"),
            ([.nan, 0.5, 0.5], "the model scores token 0 with NaN"),
            ([.infinity, 0.5, 0.5], "the model scores token 0 with infinity"),
        ] as [([Float], String)])
    func aBrokenModelIsNamedWithItsStep(afterOne: [Float], fault: String) throws {
        let toy = TuneSampler.toy(TableModel(table: [Self.fine, afterOne, Self.fine, [0, 1, 0]]), threads: 2)
        let error = #expect(throws: DecodingFailure.self) { try toy.tunes(9) }
        #expect(error?.description == "tune 1, candidate 1, step 2: \(fault)")
    }

    @Test func aBrokenGrammarIsNamed() {
        let toy = TuneSampler.toy(grammar: ToyGrammar(notes: 2...3, isBroken: true))
        let error = #expect(throws: DecodingFailure.self) { try toy.tunes(2) }
        #expect(error?.reason == .nothingAllowed)
        let endless = TuneSampler.toy(grammar: ToyGrammar(notes: 60...70), maxTokens: 20)
        // A grammar whose look-ahead fails: it needs 60 notes, but has only 20 tokens.
        #expect(throws: DecodingFailure.self) { try endless.tunes(1) }
    }

    @Test func aChainThatBarsAllIsNamed() {
        struct BarAll: Sampler {
            static let schema = Schema("bar_all", "a test")
            init() {}
            init(_ settings: Settings) throws {}
            mutating func adjust(_ logits: inout [Float], at step: Step) {
                for i in logits.indices { logits[i] = -.infinity }
            }
        }
        let error = #expect(throws: DecodingFailure.self) { try TuneSampler.toy(chain: [BarAll()]).tunes(1) }
        #expect(error?.reason == .chainLeftNothing && error?.step == 0)
    }

    /// Tunes of earlier batches are delivered, those of later batches are not. The error is always the same, whichever
    /// thread is faster.
    @Test(arguments: [1, 2, 4]) func theEarliestFailureIsThrown(threads: Int) throws {
        struct Refused: Error, Equatable { let tokens: [TokenID] }
        var toy = TuneSampler.toy(threads: threads)
        toy.batchSize = 2
        let all = try toy.tunes(40).map(\.tokens)
        // Candidates 0 and 1 of tune i are batch i here.
        let refused = try #require((5..<40).first { !all[..<$0].contains(all[$0]) })
        var heard: [Int] = []
        let error = #expect(throws: Refused.self) {
            try toy.sample(
                count: 40, bestOf: 2,
                rank: { _, candidates in
                    if candidates.contains(all[refused]) { throw Refused(tokens: all[refused]) }
                    return candidates.map { _ in 0 }
                }, onTune: { heard.append($0.index) })
        }
        #expect(error == Refused(tokens: all[refused]))
        #expect(heard == Array(heard.indices))
        #expect(heard.count <= refused)
    }

    @Test func anErrorOfTheListenerStopsTheWork() throws {
        struct DiskFull: Error {}
        #expect(throws: DiskFull.self) {
            try TuneSampler.toy(threads: 2).sample(count: 1_000_000_000) { if $0.index == 3 { throw DiskFull() } }
        }
    }

    /// Without cancellation, this would run for hours.
    @Test func aCancelledRunKeepsWhatIsFinished() throws {
        let isCancelled = Monitor(false)
        var heard: [Int] = []
        #expect(throws: CancellationError.self) {
            try TuneSampler.toy(threads: 2).sample(
                count: 1_000_000_000, isCancelled: { isCancelled.read { $0 } },
                onTune: {
                    heard.append($0.index)
                    if heard.count == 20 { isCancelled.change { $0 = true } }
                })
        }
        #expect(heard.count >= 20 && heard == heard.sorted() && Set(heard).count == heard.count)
    }
}
