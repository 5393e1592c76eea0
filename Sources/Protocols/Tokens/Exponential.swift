/// Returns eˣ for `x` of at most 0, the probability of a score relative to the best.
///
/// Uses only additions and multiplications, so that the result is bit-identical on every machine. The system's `exp`
/// differs in the last bit between processors with and without fused multiplication, which could change a sampled
/// token. The relative error is below 4·10⁻¹⁶. Below -708, where doubles lose precision, the result is 0.
///
/// With `x = k ln 2 + r` and `|r| ≤ ln 2 / 2`, computes `2ᵏ` times the Taylor series of `eʳ` up to `r¹³ / 13!`.
package func exponential(_ x: Double) -> Double {
    guard x > -708 else { return x.isNaN ? x : 0 }
    // Adding and subtracting 1.5 · 2⁵² rounds to the nearest whole number.
    let k = (x * 1.442_695_040_888_963_4 + 0x1.8p52) - 0x1.8p52
    // Splits ln 2 in two parts. The upper part has so few bits that its product with k is exact.
    let r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
    // Estrin's scheme: the processor evaluates several pairs of terms at once, always in the same order.
    let r2 = r * r
    let r4 = r2 * r2
    let low = (1 + r) + r2 * (1.0 / 2 + r * (1.0 / 6))
    let middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5_040))
    let high = (1.0 / 40_320 + r * (1.0 / 362_880)) + r2 * (1.0 / 3_628_800 + r * (1.0 / 39_916_800))
    let highest = 1.0 / 479_001_600 + r * (1.0 / 6_227_020_800)
    let sum = low + r4 * (middle + r4 * (high + r4 * highest))
    return sum * Double(bitPattern: UInt64(bitPattern: Int64(k) + 1023) << 52)
}
