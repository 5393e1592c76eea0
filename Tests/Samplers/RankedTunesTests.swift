import MuseProtocols
import MuseSamplers
import Testing

/// Sampling by several ranks, which are threads here.
@Suite struct RankedTunesTests {
    /// The model's scores depend on the number of rows, as if a decoder rounded differently for each batch size.
    private let model = TableModel(
        table: [[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0, 0, 1], [0.2, 0.7, 0.1]], shiftByRows: 0.1)

    @Test(arguments: [1, 2, 3, 5], [(1, 1), (2, 3), (7, 1), (9, 4), (30, 3), (31, 1), (3, 6)])
    func allRanksGetTheTunesOfOneProcess(ranks: Int, task: (count: Int, bestOf: Int)) throws {
        let toy = TuneSampler.toy(model, threads: 2)
        let rank: @Sendable ([TokenID]) -> Double = { Double($0.count) }
        let alone = try toy.tunes(task.count, bestOf: task.bestOf, rank: rank)
        let all = try LocalRank.run(ranks) { communicator in
            var toy = toy
            toy.communicator = communicator
            return try toy.tunes(task.count, bestOf: task.bestOf, rank: rank)
        }
        #expect(alone.map(\.index) == Array(0..<task.count))
        for tunes in all { #expect(tunes == alone) }
    }

    @Test func aRankSamplesItsShareOnly() throws {
        let asked = try LocalRank.run(2) { communicator in
            var toy = TuneSampler.toy(model, threads: 1)
            toy.communicator = communicator
            let tunes = Monitor<Set<Int>>([])
            try toy.sample(
                count: 8, bestOf: 2,
                rank: { tune, candidates in
                    tunes.change { _ = $0.insert(tune) }
                    return candidates.map { _ in 0 }
                }, onTune: { _ in })
            return tunes.read { $0 }
        }
        #expect(asked == [[0, 1, 2, 3], [4, 5, 6, 7]])
    }

    @Test func ifOneRankIsCancelledAllStopAndDeliverWhatIsFinished() throws {
        let delivered = try LocalRank.run(2) { communicator in
            var toy = TuneSampler.toy(model, threads: 1)
            toy.communicator = communicator
            var tunes: [Int] = []
            #expect(throws: CancellationError.self) {
                try toy.sample(count: 8, isCancelled: { communicator.rank == 1 }) { tunes.append($0.index) }
            }
            return tunes
        }
        #expect(delivered == [[0, 1, 2, 3], [0, 1, 2, 3]])
    }
}
