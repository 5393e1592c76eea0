import MuseMusic

/// A time in ticks as a fraction, so that lengths that are not whole ticks do not accumulate rounding errors.
package struct ExactTicks: Equatable {
    package private(set) var numerator: Int
    package private(set) var denominator: Int

    /// Times with a larger denominator are rounded to whole ticks: an error of at most half a tick, 1/20 000 quarter.
    private static let largestDenominator = 1 << 20
    /// The last tick that a score may reach.
    package static let limit = 1 << 52

    package init(_ ticks: Int) {
        numerator = ticks
        denominator = 1
    }

    /// The time rounded to the nearest tick.
    package var rounded: Int {
        denominator == 1 ? numerator : (2 * numerator + denominator) / (2 * denominator)
    }

    /// Returns the time multiplied by `n/d`; nil if the result overflows.
    package func scaled(by n: Int, over d: Int) -> ExactTicks? {
        let (a, overflowA) = numerator.multipliedReportingOverflow(by: n)
        let (b, overflowB) = denominator.multipliedReportingOverflow(by: d)
        guard !overflowA, !overflowB, b > 0 else { return nil }
        return ExactTicks(reducing: a, b)
    }

    /// Returns the sum of two times; nil if it exceeds `limit`.
    package func adding(_ other: ExactTicks) -> ExactTicks? {
        if denominator == 1, other.denominator == 1 {
            let sum = numerator + other.numerator
            return abs(sum) <= Self.limit ? ExactTicks(sum) : nil
        }
        let (a, overflowA) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (b, overflowB) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (sum, overflowC) = a.addingReportingOverflow(b)
        if overflowA || overflowB || overflowC {
            let sum = rounded + other.rounded
            return abs(sum) <= Self.limit ? ExactTicks(sum) : nil
        }
        return ExactTicks(reducing: sum, denominator * other.denominator)
    }

    private init?(reducing n: Int, _ d: Int) {
        if d == 1 {
            numerator = n
            denominator = 1
        } else if n % d == 0 {
            numerator = n / d
            denominator = 1
        } else {
            let divisor = greatestCommonDivisor(abs(n), d)
            numerator = n / divisor
            denominator = d / divisor
            if denominator > Self.largestDenominator || abs(numerator) > Int.max / 4 {
                numerator = Int((Double(n) / Double(d)).rounded())
                denominator = 1
            }
        }
        if abs(numerator / denominator) > Self.limit { return nil }
    }
}
