import MuseNeural
import Testing

@Suite struct StochasticRoundingTests {
    private func rounded(_ values: [Float], seed: UInt64 = 1, place: Int = 0) -> [Float] {
        var values = values
        values.withUnsafeMutableBufferPointer { StochasticRounding.round($0, seed: seed, place: place) }
        return values
    }

    /// Between 1 and 2, the spacing is 2⁻⁷. The second value is 3/8 of it above 1, the third a 65 536th.
    @Test(
        arguments: [
            1.001, 1 + 0.375 / 128, 1 + 0x1p-23, 1.99999, -1.003, -0.000123, 3.0e30, Float(bitPattern: 0x0001_2345),
        ] as [Float])
    func theMeanOfAMillionDrawsIsRightAndOnlyNeighboursOccur(value: Float) {
        let count = 1_000_000
        let drawn = rounded([Float](repeating: value, count: count))
        let lower = Float(bitPattern: value.bitPattern & 0xFFFF_0000)
        let upper = Float(bitPattern: (value.bitPattern & 0xFFFF_0000) + 0x1_0000)
        #expect(drawn.allSatisfy { $0 == lower || $0 == upper })
        let ups = drawn.count { $0 == upper }
        // The fraction of the spacing, exact in 64 bits.
        let share = (Double(value) - Double(lower)) / (Double(upper) - Double(lower))
        let error = (share * (1 - share) / Double(count)).squareRoot()
        #expect(abs(Double(ups) / Double(count) - share) < 4 * error)
        // The expected value is the unrounded value.
        let mean = drawn.reduce(0) { $0 + Double($1) } / Double(count)
        let gap = abs(Double(upper) - Double(lower))
        let lastDigits = abs(Double(value)) * 1e-12
        #expect(abs(mean - Double(value)) < 4 * error * gap + lastDigits)
    }

    @Test(arguments: [0.3, 0.001] as [Float]) func theMeanOverSeedsIsRight(share: Float) {
        // The same index at each step of training.
        let value = 1 + share / 128
        let count = 100_000
        let ups = (0..<count).count { rounded([value], seed: UInt64($0) &* 0xD134_2543_DE82_EF95, place: 5)[0] > 1 }
        let exact = Double(value - 1) * 128
        let error = (exact * (1 - exact) * Double(count)).squareRoot()
        #expect(abs(Double(ups) - exact * Double(count)) < 4 * error)
    }

    @Test func exactValuesZeroesInfinitiesAndNaNStay() {
        let exact: [Float] = [0, -0.0, 1, -1.5, 0x1p100, 0x1.FEp127, -0x1p-133, .infinity, -.infinity]
        for seed in 0..<1000 as Range<UInt64> { #expect(rounded(exact, seed: seed) == exact) }
        #expect(rounded([-0.0])[0].sign == .minus)
        // Including a NaN whose upper half alone would be an infinity.
        let notANumber = [Float.nan, Float(bitPattern: 0x7F80_0001), Float(bitPattern: 0xFFFF_FFFF)]
        for seed in 0..<1000 as Range<UInt64> { #expect(rounded(notANumber, seed: seed).allSatisfy { $0.isNaN }) }
    }

    @Test func decisionsDependOnSeedAndPlaceAlone() {
        let values = (0..<1000).map { Float($0) * 0.137 }
        let whole = rounded(values)
        #expect(whole == rounded(values))
        #expect(whole != rounded(values, seed: 2))
        #expect(whole == rounded(Array(values[..<333])) + rounded(Array(values[333...]), place: 333))
    }

    @Test func anUpdateBelowHalfAUnitMovesWeightsInTheMeanWhereRoundingToNearestStalls() {
        // 1000 updates of a 20th of the spacing above 1: 50 spacings, 50/128 in total.
        let update: Float = 1 / 128 / 20
        let count = 10_000
        var weights = [Float](repeating: 1, count: count)
        var nearest: Float = 1
        for step in 0..<1000 {
            weights = rounded(weights.map { $0 + update }, seed: UInt64(step) &* 0x9E37_79B9_7F4A_7C15)
            let moved = nearest + update
            nearest = Float(bitPattern: (moved.bitPattern + 0x8000) & 0xFFFF_0000)
        }
        #expect(nearest == 1)
        let mean = weights.reduce(0) { $0 + Double($1) } / Double(count)
        // Each step goes up by a spacing with probability 1/20: variance 1000 · 19/400 spacings².
        let error = (1000 * 19.0 / 400 / Double(count)).squareRoot() / 128
        #expect(abs(mean - (1 + 50.0 / 128)) < 4 * error)
        // The weights differ from each other.
        #expect(Set(weights).count > 20)
    }
}
