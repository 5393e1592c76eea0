import MuseMusic

/// Parsers of field values.
enum FieldValues {
    /// Parses `1/8`, `1` or ` 3 / 8 `; nil for anything else and for numbers outside 1 to 65 536.
    static func fraction(_ text: some StringProtocol) -> (Int, Int)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { String($0.filter { $0 != " " }) }
        guard let first = parts.first, parts.count <= 2, let n = number(first) else { return nil }
        if parts.count == 1 { return (n, 1) }
        guard let d = number(parts[1]) else { return nil }
        return (n, d)
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text), (1...65_536).contains(value) else {
            return nil
        }
        return value
    }

    /// Recovers a meter from invalid text: the first `n/m` in `FREI4/4` or `3/4 6/8`, 4/4 from a lone `4`, free time
    /// from `free` or `frei`.
    static func repairedMeter(_ text: String) -> Meter? {
        let bytes = Array(text.utf8)
        if let alone = Int(text), (1...32).contains(alone) { return Meter(alone, 4) }
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
            let letters = text.lowercased()
            if letters.hasPrefix("free") || letters.hasPrefix("frei") { return .free }
            return text.hasPrefix("C|") ? .cut : nil
        }
        var (first, last) = (slash, slash + 1)
        while first > 0, bytes[first - 1].isDigit || bytes[first - 1] == UInt8(ascii: "+") { first -= 1 }
        while last < bytes.count, bytes[last].isDigit { last += 1 }
        return Meter(String(decoding: bytes[first..<last], as: UTF8.self))
    }

    /// Parses a tempo: `120`, `1/4=120`, `"Allegro" 1/4=120`, `3/8=50 "slow"`, `1/4 3/8 1/4 3/8=40`, `C=120`, `C3=40`,
    /// `"Lively"`.
    ///
    /// - Parameter unit: the unit note length, which is the beat of a lone number and of `C`.
    /// - Returns: nil if the text has neither a tempo from 1 to 10 000 nor a word.
    static func tempo(_ text: String, unit: ExactTicks) -> Tempo? {
        var words = ""
        var rest = ""
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
            } else if isQuoted {
                words.append(character)
            } else {
                rest.append(character)
            }
        }
        let quarter = Score.notationTicksPerQuarter
        var beat = unit
        let sides = rest.split(separator: "=", omittingEmptySubsequences: false)
        if sides.count == 2 {
            var sum = ExactTicks(0)
            for part in sides[0].split(separator: " ") {
                if part.first == "C" || part.first == "c" {
                    let count = part.dropFirst()
                    guard let n = count.isEmpty ? 1 : Int(count), (1...64).contains(n),
                        let time = unit.scaled(by: n, over: 1), let next = sum.adding(time)
                    else { return nil }
                    sum = next
                } else {
                    guard let (n, d) = fraction(part), let time = ExactTicks(4 * quarter).scaled(by: n, over: d),
                        let next = sum.adding(time)
                    else { return nil }
                    sum = next
                }
            }
            if sum.numerator > 0 { beat = sum }
        } else if sides.count > 2 {
            return nil
        }
        let number = sides.last?.filter { $0 != " " } ?? ""
        let digits = number.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        if let bpm = Double(digits), (1...10_000).contains(bpm), digits.count == number.count {
            guard let quarters = beat.scaled(by: 1, over: quarter) else { return nil }
            return Tempo(
                bpm: bpm, beatNumerator: quarters.numerator, beatDenominator: quarters.denominator, text: words)
        }
        return words.isEmpty || !number.isEmpty ? nil : Tempo(bpm: nil, text: words)
    }
}
