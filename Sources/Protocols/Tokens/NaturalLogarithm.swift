/// The natural logarithm of 2.
package let ln2 = 0.693_147_180_559_945_3

/// Returns the natural logarithm of a positive normal number.
///
/// Uses only additions, multiplications and divisions, so that the result is bit-identical on every machine, for the
/// reason given at `exponential`. The error is below 4·10⁻¹⁶ of the result or, for `x` near 1, of `|x - 1|`.
///
/// With `x = 2ᵏ m` and `m` between √½ and √2, computes `k ln 2` plus twice the series of `artanh s` for
/// `s = (m - 1) / (m + 1)`, up to `s²¹`.
///
/// - Returns: `-inf` for 0, and `x` itself if it is infinite or NaN.
/// - Precondition: `x` is not negative.
package func naturalLogarithm(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : x }
    guard x < .infinity else { return x }
    var k = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
        m /= 2
        k += 1
    }
    let s = (m - 1) / (m + 1)
    let s2 = s * s
    var series = 0.0
    var term = 21.0
    while term >= 3 {
        series = (series + 1 / term) * s2
        term -= 2
    }
    // Splits ln 2 in two parts. The upper part has so few bits that its product with k is exact.
    return k * 0x1.62e42feep-1 + (2 * s + (2 * s * series + k * 0x1.a39ef35793c76p-33))
}
