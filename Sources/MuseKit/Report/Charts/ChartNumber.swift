import MusePlatform

/// Numbers as text in charts and tables, the same on every machine.
package enum ChartNumber {
    /// A number with a fixed number of decimals; a proper minus sign.
    package static func text(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (abs(value) * scale).rounded()
        // Beyond that, a Double has no decimals.
        guard scaled < 1e15 else { return "\(value)" }
        let units = Int(scaled)
        let sign = value < 0 && units > 0 ? "−" : ""
        if decimals == 0 { return "\(sign)\(units)" }
        let digits = String(units)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// A number with one decimal and a power of ten: `4.2e−8`; without the decimal if that is 0.
    package static func scientific(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return text(value, decimals: 0) }
        var exponent = Int(log10(abs(value)).rounded(.down))
        var mantissa = (abs(value) / pow(10, Double(exponent)) * 10).rounded() / 10
        if mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        let digits = text(mantissa, decimals: mantissa == mantissa.rounded() ? 0 : 1)
        return "\(value < 0 ? "−" : "")\(digits)e\(text(Double(exponent), decimals: 0))"
    }

    /// A number for a table: three decimals, or a power of ten for smaller numbers.
    package static func cell(_ value: Double) -> String {
        value != 0 && abs(value) < 0.0005 ? scientific(value) : text(value, decimals: 3)
    }

    /// A number with about three significant digits: `0.123`, `4.56`, `78.9`, `1234`.
    package static func short(_ value: Double) -> String {
        let size = abs(value)
        if size.rounded() == size, size < 1e15 { return text(value, decimals: 0) }
        return text(value, decimals: size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0)
    }
}
