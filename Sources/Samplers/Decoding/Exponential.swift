/// e to the power of `x`, for `x` of at most 0: the weight of a score against the best.
///
/// Additions and multiplications alone, so that every machine gives the same bits; the system's `exp` differs in the
/// last bit between processors with and without fused multiplication, and a draw could tip over. Off by less than
/// 4·10⁻¹⁶ of the value. Below -708, where doubles lose precision, it is 0.
///
/// `x = k ln 2 + r` with `|r| ≤ ln 2 / 2`; then `2ᵏ` times the Taylor series of `eʳ` up to `r¹³ / 13!`.
package func exponential(_ x: Double) -> Double {
    guard x > -708 else { return x.isNaN ? x : 0 }
    // Adding and taking off 1.5 · 2⁵² rounds to the nearest whole number.
    let k = (x * 1.442_695_040_888_963_4 + 0x1.8p52) - 0x1.8p52
    // ln 2 in two parts; the upper one has so few bits that its product with k is exact.
    let r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
    var sum = 1.0 / 6_227_020_800
    sum = sum * r + 1.0 / 479_001_600
    sum = sum * r + 1.0 / 39_916_800
    sum = sum * r + 1.0 / 3_628_800
    sum = sum * r + 1.0 / 362_880
    sum = sum * r + 1.0 / 40_320
    sum = sum * r + 1.0 / 5_040
    sum = sum * r + 1.0 / 720
    sum = sum * r + 1.0 / 120
    sum = sum * r + 1.0 / 24
    sum = sum * r + 1.0 / 6
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    return sum * Double(bitPattern: UInt64(bitPattern: Int64(k) + 1023) << 52)
}
