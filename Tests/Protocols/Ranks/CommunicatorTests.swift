import MuseProtocols
import Testing

@Suite struct CommunicatorTests {
    @Test func sumsAreThoseOfAllRanks() throws {
        let sums = try LocalRank.run(3) { ranks in
            var values = [1, Double(ranks.rank), -2.5]
            ranks.sum(&values)
            return values
        }
        #expect(sums == Array(repeating: [3, 3, -7.5], count: 3))
    }

    @Test func startedSumsFinishInTheOrderOfTheirStart() throws {
        let sums = try LocalRank.run(2) { ranks in
            let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4)
            defer { values.deallocate() }
            for i in 0..<4 { values[i] = Float(i + 10 * ranks.rank) }
            let pending = [0..<2, 2..<4].map { ranks.startSum(UnsafeMutableBufferPointer(rebasing: values[$0])) }
            for sum in pending { while !sum.isFinished() {} }
            return Array(values)
        }
        #expect(sums == Array(repeating: [10, 12, 14, 16], count: 2))
    }

    @Test func bytesOfAnyLengthAreGathered() throws {
        let gathered = try LocalRank.run(3) { $0.gather([UInt8](repeating: UInt8($0.rank), count: $0.rank)) }
        #expect(gathered == Array(repeating: [[], [1], [2, 2]], count: 3))
        #expect(try LocalRank.run(3) { $0.gather(10 * $0.rank) } == Array(repeating: [0, 10, 20], count: 3))
    }

    @Test func theFirstRankDecides() throws {
        #expect(try LocalRank.run(2) { $0.first([Double($0.rank) + 0.5, 7]) } == [[0.5, 7], [0.5, 7]])
        let bytes = try LocalRank.run(2) { $0.first($0.isFirst ? [1, 2] : nil as [UInt8]?) }
        #expect(bytes == [[1, 2], [1, 2]])
        let nothing = try LocalRank.run(2) { $0.first($0.isFirst ? nil : [3] as [UInt8]?) }
        #expect(nothing == [nil, nil])
        let empty = try LocalRank.run(2) { $0.first($0.isFirst ? [] : nil as [UInt8]?) }
        #expect(empty == [[], []])
    }

    @Test func ranksAgree() throws {
        #expect(try LocalRank.run(3) { $0.any($0.rank == 2) } == [true, true, true])
        #expect(try LocalRank.run(3) { $0.any(false) } == [false, false, false])
        #expect(try LocalRank.run(3) { $0.all($0.rank != 1) } == [false, false, false])
        #expect(try LocalRank.run(3) { $0.all(true) } == [true, true, true])
    }

    @Test func aSingleProcessIsItsOnlyRank() {
        let single = SingleProcess()
        #expect(!single.isShared && single.isFirst)
        #expect(single.gather([4, 5]) == [[4, 5]] && single.gather(6) == [6])
        #expect(single.any(true) && !single.all(false) && single.first([1.5]) == [1.5])
    }
}
