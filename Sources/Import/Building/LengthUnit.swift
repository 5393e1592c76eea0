import MuseMusic

/// A kind of note in which lengths are given in words: eighths for 6/8.
struct LengthUnit {
    /// 8 for eighths.
    private let denominator: Int

    /// Chooses the longest kind of note, at most a beat, in which all lengths are whole numbers, or else a beat.
    ///
    /// - Parameter beat: the denominator of the meter.
    init(of ticks: [Int], beat: Int) {
        let wholeNote = 4 * Score.notationTicksPerQuarter
        func isExact(_ denominator: Int) -> Bool { ticks.allSatisfy { $0 * denominator % wholeNote == 0 } }
        var denominator = beat
        while denominator < 128, !isExact(denominator) { denominator *= 2 }
        self.denominator = isExact(denominator) ? denominator : beat
    }

    /// Returns a length as a number, with the name of the unit if `named`: `5 eighths`, `16/3 eighths`.
    func text(_ ticks: Int, named: Bool) -> String {
        let wholeNote = 4 * Score.notationTicksPerQuarter
        let divisor = greatestCommonDivisor(ticks * denominator, wholeNote)
        let (n, d) = (ticks * denominator / divisor, wholeNote / divisor)
        let number = d == 1 ? "\(n)" : "\(n)/\(d)"
        guard named else { return number }
        let names = [1: "whole note", 2: "half", 4: "quarter", 8: "eighth", 16: "sixteenth", 32: "thirty-second"]
        let name = names[denominator] ?? "\(denominator)th"
        if (n, d) == (1, 1) { return "1 \(name)" }
        return "\(number) \(name == "half" ? "halves" : name + "s")"
    }
}
