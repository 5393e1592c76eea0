/// An exact number of XML Schema's type `decimal`, which has no exponent.
struct XMLDecimal {
    let numerator: Int
    /// A power of ten.
    let denominator: Int

    private static let mostFractionDigits = 9

    static let one = XMLDecimal(numerator: 1, denominator: 1)

    private init(numerator: Int, denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// nil if the text is not a decimal number, or too large. Digits after the ninth decimal are dropped.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        var (number, scale) = (0, 1)
        var (hasDigits, isFraction) = (false, false)
        for byte in bytes {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            hasDigits = true
            if isFraction {
                guard scale < Self.powerOfTen else { continue }
                scale *= 10
            }
            let (product, isLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            guard !isLarge, !isLarger else { return nil }
            number = sum
        }
        guard hasDigits else { return nil }
        numerator = isNegative ? -number : number
        denominator = scale
    }

    private static let powerOfTen = (0..<mostFractionDigits).reduce(1) { power, _ in power * 10 }

    var value: Double { Double(numerator) / Double(denominator) }
}
