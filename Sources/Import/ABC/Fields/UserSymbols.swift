/// The letters that stand for decorations: the shorthands of the standard, as redefined by `U:` fields.
struct UserSymbols {
    private var names = Decorations.standardSymbols

    /// The decoration that a byte stands for; nil if none.
    subscript(byte: UInt8) -> String? {
        guard byte < 0x80, !names[Int(byte)].isEmpty else { return nil }
        return names[Int(byte)]
    }

    /// Applies the value of a `U:` field such as `T = !trill!`; returns false if it is invalid.
    mutating func apply(_ value: String) -> Bool {
        let sides = value.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, let letter = sides[0].utf8.first, Decorations.canBeRedefined(letter) else {
            return false
        }
        let name = sides[1].filter { $0 != "!" && $0 != "+" && $0 != " " }
        names[Int(letter)] = ["nil", "none"].contains(name) ? "" : Decorations.standardName(name)
        return true
    }
}
