import MuseProtocols
import Testing

@Suite struct ConcurrentMapTests {
    @Test(arguments: [0, 1, 2, 3, 7, 100], [1, 2, 5])
    func resultsStandInTheItemsOrder(_ count: Int, _ threads: Int) throws {
        let squares = try concurrentMap(Array(0..<count), threads: threads) { $0 * $0 }
        #expect(squares == (0..<count).map { $0 * $0 })
    }

    @Test func theFirstFailureIsThrown() {
        struct Failed: Error, Equatable { let item: Int }
        #expect(throws: Failed(item: 3)) {
            try concurrentMap(Array(0..<10), threads: 2) { item in
                if item >= 3 { throw Failed(item: item) }
                return item
            }
        }
    }
}
