import MuseNeural
import MusePlatform
import MuseProtocols
import Testing

/// Attention over cached keys and values, which are rounded to 14 bits with a scale per position.
@Suite struct CachedHeadTests {
    private static let kernels = ProductKernel.allCases.filter(\.isSupported)

    private func cache(_ keys: [[Float]], _ values: [[Float]]) -> CachedHead {
        let head = CachedHead(size: keys[0].count, context: keys.count)
        for (position, (key, value)) in zip(keys, values).enumerated() {
            head.store(key: key, value: value, position: position)
        }
        return head
    }

    private func attend(
        _ queries: [Float], _ head: CachedHead, size: Int, count: Int, addends: [Float]? = nil,
        by kernel: ProductKernel = .best
    ) -> [Float] {
        var y = [Float](repeating: 7, count: queries.count)
        let group = queries.count / size
        y.withUnsafeMutableBufferPointer {
            guard let y = $0.baseAddress else { return }
            let scratch = CachedHead.Scratch(group: group, headSize: size, context: count)
            if let addends {
                head.attend(queries, into: y, addends: addends, group: group, count: count, scratch, by: kernel)
            } else {
                head.attend(queries, into: y, group: group, count: count, scratch, by: kernel)
            }
        }
        return y
    }

    /// Softmax attention in 64 bits.
    private func formula(
        _ queries: [Float], _ keys: ArraySlice<[Float]>, _ values: [[Float]], _ addends: [Float]?
    ) -> [Double] {
        let size = values[0].count
        return (0..<queries.count / size).flatMap { g -> [Double] in
            let scores = keys.enumerated().map { i, key in
                let product = key.indices.reduce(0.0) { $0 + Double(queries[g * size + $1]) * Double(key[$1]) }
                return (product + Double(addends?[g * keys.count + i] ?? 0)) / Double(size).squareRoot()
            }
            let most = scores.max() ?? 0
            let weights = scores.map { exp($0 - most) }
            let total = weights.reduce(0, +)
            return (0..<size).map { c in
                zip(weights, values).reduce(0.0) { $0 + $1.0 * Double($1.1[c]) } / total
            }
        }
    }

    /// Numbers from -2 to 2.
    private func numbers(_ count: Int, _ random: inout RandomSource) -> [Float] {
        (0..<count).map { _ in Float(random.uniform() * 4 - 2) }
    }

    @Test(arguments: [1, 4, 20, 64, 83], [1, 15, 16, 17, 50, 130]) func isTheFormula(size: Int, count: Int) {
        var random = RandomSource(seed: 7)
        let keys = (0..<130).map { _ in numbers(size, &random) }
        let values = (0..<130).map { _ in numbers(size, &random) }
        let queries = numbers(3 * size, &random)
        let head = cache(keys, values)
        for addends in [nil, numbers(3 * count, &random)] {
            let expected = formula(queries, keys[..<count], values, addends)
            for kernel in Self.kernels {
                let found = attend(queries, head, size: size, count: count, addends: addends, by: kernel)
                #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) < 1e-3 })
            }
        }
    }

    @Test func instructionsOfProductsDoNotChangeTheResult() {
        var random = RandomSource(seed: 3)
        let keys = (0..<40).map { _ in numbers(24, &random) }
        let head = cache(keys, keys)
        let queries = numbers(48, &random)
        let results = Self.kernels.map { attend(queries, head, size: 24, count: 37, by: $0) }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    /// With a single position, the result is its value.
    @Test(arguments: [1e-30, 0.1, 3, 1e30] as [Float]) func aValueIsRoundedTo14Bits(number: Float) {
        let found = attend([1, 1], cache([[1, 1]], [[number, -number / 3]]), size: 2, count: 1)
        #expect(abs(found[0] - number) <= number / 8191)
        #expect(abs(found[1] + number / 3) <= number / 8191)
    }

    @Test func extremeKeysStayFinite() {
        let head = cache([[1e37, 0], [-1e37, 0]], [[1, 2], [3, 4]])
        let found = attend([1, 0], head, size: 2, count: 2)
        #expect(abs(found[0] - 1) < 1e-3 && abs(found[1] - 2) < 1e-3)
    }

    @Test func aHeadTakesOverPositionsOfAnother() {
        var random = RandomSource(seed: 5)
        let keys = (0..<40).map { _ in numbers(20, &random) }
        let head = cache(keys, keys.reversed())
        let other = CachedHead(size: 20, context: 40)
        other.copy(head, count: 33)
        let queries = numbers(20, &random)
        #expect(
            attend(queries, other, size: 20, count: 33) == attend(queries, head, size: 20, count: 33))
    }
}
