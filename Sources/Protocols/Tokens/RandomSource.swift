/// A seeded, splittable random number generator with the same output on every machine. All randomness comes from it.
///
/// xoshiro256** seeded by SplitMix64. Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators",
/// ACM TOMS 47(4), 2021, https://doi.org/10.1145/3460772; Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014, https://doi.org/10.1145/2660193.2660195.
public struct RandomSource: RandomNumberGenerator, Sendable {
    private let seed: UInt64
    private var s0, s1, s2, s3: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        var mixer = seed
        s0 = Self.splitMix(&mixer)
        s1 = Self.splitMix(&mixer)
        s2 = Self.splitMix(&mixer)
        s3 = Self.splitMix(&mixer)
    }

    /// An independent stream for a purpose (`"sampling"`) and an index (tune i). Depends only on the seed, not on the
    /// numbers drawn so far.
    public func stream(_ purpose: String, _ index: Int = 0) -> RandomSource {
        var state = seed
        for byte in purpose.utf8 {
            state ^= UInt64(byte)
            state = Self.splitMix(&state)
        }
        state ^= UInt64(bitPattern: Int64(index))
        return RandomSource(seed: Self.splitMix(&state))
    }

    public mutating func next() -> UInt64 {
        let result = Self.rotate(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotate(s3, 45)
        return result
    }

    /// A uniform number in [0, 1) with 53 random bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A uniform number in `0..<bound`, without bias (Lemire, https://doi.org/10.1145/3230636).
    ///
    /// - Precondition: `bound` is positive.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "bound \(bound) is not positive")
        let bound = UInt64(bound)
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= (0 &- bound) % bound { return Int(product.high) }
        }
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
}

extension RandomSource {
    /// An approximately standard normal number in [-6, 6]: the sum of twelve uniform numbers, minus 6.
    ///
    /// The Box-Muller transform needs a logarithm, whose last digit differs between systems.
    package mutating func normal() -> Float {
        var sum = -6.0
        for _ in 0..<12 { sum += uniform() }
        return Float(sum)
    }
}
