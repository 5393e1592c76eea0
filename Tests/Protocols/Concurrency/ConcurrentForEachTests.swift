import MuseProtocols
import Testing

@Suite struct ConcurrentForEachTests {
    /// An output that counts how many of its kind exist.
    private final class Counted: Sendable {
        let value: Int
        private let living: Monitor<(now: Int, most: Int)>

        init(_ value: Int, _ living: Monitor<(now: Int, most: Int)>) {
            (self.value, self.living) = (value, living)
            living.change { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        }

        deinit { living.change { $0.now -= 1 } }
    }

    /// Item `i` has `i % 4` outputs.
    private func outputs(of items: [Int], _ body: (Int) throws -> Void) throws {
        try concurrentForEach(
            items, produce: { item, emit in for i in 0..<item % 4 { try emit(10 * item + i) } }, body)
    }

    @Test(arguments: [0, 1, 2, 3, 100, 1000]) func outputsComeInTheItemsOrder(_ count: Int) throws {
        var found: [Int] = []
        try outputs(of: Array(0..<count)) { found.append($0) }
        #expect(found == (0..<count).flatMap { item in (0..<item % 4).map { 10 * item + $0 } })
    }

    @Test func fewOutputsExistAtATimeHoweverManyThereAre() throws {
        func most(_ items: Int, outputsPerItem: Int) throws -> Int {
            let living = Monitor((now: 0, most: 0))
            var sum = 0
            try concurrentForEach(
                Array(0..<items),
                produce: { _, emit in for i in 0..<outputsPerItem { try emit(Counted(i, living)) } },
                { sum += $0.value })
            #expect(sum == items * outputsPerItem * (outputsPerItem - 1) / 2)
            #expect(living.read { $0.now } == 0)
            return living.read { $0.most }
        }
        // Those that wait, one in each thread, and the one that is used.
        let limit = 6 * SystemThread.processorCount + 2
        #expect(try most(1, outputsPerItem: 2000) <= limit)
        #expect(try most(2000, outputsPerItem: 1) <= limit)
        #expect(try most(40, outputsPerItem: 50) <= limit)
    }

    private struct Failed: Error, Equatable { let item: Int }

    @Test func outputsBeforeTheFirstFailureAreUsed() {
        var found: [Int] = []
        #expect(throws: Failed(item: 7)) {
            try concurrentForEach(
                Array(0..<100),
                produce: { item, emit in
                    try emit(item)
                    if item >= 7 { throw Failed(item: item) }
                }, { found.append($0) })
        }
        #expect(found == Array(0...7))
    }

    @Test func aFailureOfTheBodyEndsAllThreads() {
        var count = 0
        #expect(throws: Failed(item: 30)) {
            try outputs(of: Array(0..<10_000)) { output in
                count += 1
                if output == 30 { throw Failed(item: output) }
            }
        }
        // Items 1, 2 and 3 have 1, 2 and 3 outputs; 30 is the first of item 3.
        #expect(count == 4)
    }
}
