import MusePlatform

/// A linear axis: maps values to pixels, with ticks at round numbers.
package struct Axis: Equatable, Sendable {
    /// The values at both ends.
    package let domain: ClosedRange<Double>
    /// The pixels at both ends; the first may be the larger one, as on a vertical axis.
    package let pixels: (from: Double, to: Double)
    /// In ascending order, all within the domain.
    package let ticks: [Double]
    private let decimals: Int

    /// - Parameters:
    ///   - range: the values to show.
    ///   - isRounded: whether to extend the axis to the next tick at both ends.
    ///   - tickCount: about how many intervals between ticks there should be.
    ///   - isWhole: whether there are ticks only at whole numbers.
    package init(
        _ range: ClosedRange<Double>, from: Double, to: Double, isRounded: Bool = true, tickCount: Int = 5,
        isWhole: Bool = false
    ) {
        var (low, high) = (range.lowerBound, range.upperBound)
        if low == high { (low, high) = (low - 0.5, high + 0.5) }
        let (step, decimals) = Self.step(max(isWhole ? 1 : 0, (high - low) / Double(tickCount)))
        // Ten-thousandths of a step are rounding errors.
        let first = (low / step + (isRounded ? 1e-4 : -1e-4)).rounded(isRounded ? .down : .up)
        let last = (high / step + (isRounded ? -1e-4 : 1e-4)).rounded(isRounded ? .up : .down)
        if isRounded { (low, high) = (first * step, last * step) }
        ticks = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
        domain = low...high
        pixels = (from, to)
        self.decimals = decimals
    }

    /// The pixel of a value.
    package func callAsFunction(_ value: Double) -> Double {
        let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        return pixels.from + share * (pixels.to - pixels.from)
    }

    /// A tick as text, with the decimals that tell the ticks apart.
    package func label(_ tick: Double) -> String {
        decimals > 4 ? ChartNumber.scientific(tick) : ChartNumber.text(tick, decimals: decimals)
    }

    /// The smallest of 1, 2 and 5 times a power of ten that is at least `least`, and its number of decimals.
    private static func step(_ least: Double) -> (step: Double, decimals: Int) {
        let exponent = log10(least).rounded(.down)
        for factor in [1.0, 2, 5, 10] {
            let step = factor * pow(10, exponent)
            if step >= least * (1 - 1e-9) {
                return (step, max(0, -Int(exponent) - (factor == 10 ? 1 : 0)))
            }
        }
        return (pow(10, exponent + 1), max(0, -Int(exponent) - 1))
    }

    package static func == (a: Axis, b: Axis) -> Bool {
        a.domain == b.domain && a.pixels == b.pixels && a.ticks == b.ticks
    }
}
