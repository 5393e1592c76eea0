import MuseNeural
import MusePlatform
import MuseProtocols
import Testing

/// Attention over keys and values in 16-bit floats.
@Suite struct DecodingAttentionTests {
    /// Caches keys and values row by row, as a decoder does, and computes attention over them.
    private struct Past {
        let headSize: Int
        var keys: [UInt16]
        var values: [UInt16]

        init(_ keys: [[Float]], _ values: [[Float]], headSize: Int) {
            self.headSize = headSize
            let room = DecodingKernels.keyPositions(context: keys.count)
            // NaN: memory that was not written must not be read.
            var keptKeys = [UInt16](repeating: 0x7E00, count: room * headSize)
            var keptValues = [UInt16](
                repeating: 0x7E00, count: keys.count * DecodingKernels.valueStride(headSize: headSize))
            for position in keys.indices {
                keptKeys.withUnsafeMutableBufferPointer { k in
                    keptValues.withUnsafeMutableBufferPointer { v in
                        guard let k = k.baseAddress, let v = v.baseAddress else { return }
                        DecodingKernels.store(
                            key: keys[position], value: values[position], position: position, headSize: headSize,
                            keys: k, values: v)
                    }
                }
            }
            self.keys = keptKeys
            self.values = keptValues
        }

        func attend(_ queries: [Float], count: Int, isPortable: Bool) -> [Float] {
            var y = [Float](repeating: 7, count: queries.count)
            var scratch = [Float](repeating: .nan, count: DecodingKernels.keyPositions(context: count))
            y.withUnsafeMutableBufferPointer { y in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    guard let y = y.baseAddress, let scratch = scratch.baseAddress else { return }
                    DecodingKernels.attend(
                        queries, into: y, keys: keys, values: values, group: queries.count / headSize,
                        headSize: headSize, count: count, scratch: scratch, isPortable: isPortable)
                }
            }
            return y
        }
    }

    /// Rounding follows IEEE 754, except that overflow stays finite.
    static let roundings: [(Float, UInt16)] = [
        (0, 0), (-0.0, 0x8000), (1, 0x3C00), (-2, 0xC000), (0.1, 0x2E66), (65504, 0x7BFF),
        // Ties round to the even neighbour.
        (1 + 0x1p-11, 0x3C00), (1 + 3 * 0x1p-11, 0x3C02), (1 + 0x1.004p-11, 0x3C01), (2 - 0x1p-12, 0x4000),
        // Subnormal numbers, and the transition to normal ones.
        (0x1p-24, 1), (0x1p-25, 0), (-0x1.8p-24, 0x8002), (0x1.002p-25, 1), (0x1.ff8p-15, 0x3FF), (0x1p-14, 0x400),
        (0x1.fffp-15, 0x400), (1e-30, 0), (-1e-37, 0x8000),
        (65519, 0x7BFF), (65520, 0x7BFF), (1e9, 0x7BFF), (-.infinity, 0xFBFF), (.nan, 0x7E00),
    ]

    @Test func numbersAreRoundedToTheNearestOf16Bits() {
        for (number, bits) in Self.roundings {
            let past = Past([[number]], [[number]], headSize: 1)
            #expect(past.keys[0] == bits, "\(number)")
            #expect(past.values[0] == bits, "\(number)")
        }
    }

    /// With a single position, the result is its value.
    @Test(arguments: [false, true]) func cachedNumbersAreReadExactly(isPortable: Bool) {
        var numbers = [1, 2, 3, 512, 1023].map { Float($0) * 0x1p-24 }
        for exponent in -14...15 {
            for steps in [0, 1, 512, 1023] {
                numbers.append(Float(sign: .plus, exponent: exponent, significand: 1 + Float(steps) / 1024))
            }
        }
        for number in numbers {
            let past = Past([[1]], [[-number]], headSize: 1)
            #expect(past.attend([1], count: 1, isPortable: isPortable) == [-number])
        }
    }

    @Test(arguments: [1, 4, 20, 64, 83], [1, 15, 16, 17, 50]) func isTheFormula(headSize: Int, count: Int) {
        var random = RandomSource(seed: 7)
        // Values of few bits, so that caching does not round.
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.below(257) - 128) / 64 } }
        let keys = (0..<50).map { _ in numbers(headSize) }
        let values = (0..<50).map { _ in numbers(headSize) }
        let queries = numbers(3 * headSize)
        var expected: [Double] = []
        for g in 0..<3 {
            let scores = keys[..<count].map { key in
                key.indices.reduce(0.0) { $0 + Double(queries[g * headSize + $1]) * Double(key[$1]) }
                    / Double(headSize).squareRoot()
            }
            let most = scores.max() ?? 0
            let weights = scores.map { exp($0 - most) }
            let total = weights.reduce(0, +)
            expected += (0..<headSize).map { c in
                zip(weights, values).reduce(0.0) { $0 + $1.0 * Double($1.1[c]) } / total
            }
        }
        let past = Past(keys, values, headSize: headSize)
        for isPortable in [false, true] {
            let found = past.attend(queries, count: count, isPortable: isPortable)
            #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        }
    }
}
