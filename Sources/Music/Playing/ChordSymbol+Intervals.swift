extension ChordSymbol {
    /// The intervals of the chord above its root in semitones, in ascending order: 0, 4, 7, 10 for a dominant seventh.
    ///
    /// Extensions above the seventh are left to the melody.
    package var intervals: [Int] {
        let usual = ChordKind.name(kind).flatMap { ChordKind.texts($0).first } ?? kind
        let text = usual.replacing("(", with: "").replacing(")", with: "")
        let isMajorSeventh = ["maj7", "maj9", "maj11", "maj13", "ma7", "M7", "M9"].contains { text.contains($0) }
        let isExtended = ["9", "11", "13"].contains { text.contains($0) } && !text.contains("add")
        let isMinor = text.hasPrefix("m") && !text.hasPrefix("maj") && !text.hasPrefix("ma7") || text.hasPrefix("-")
        let isDiminished = text.hasPrefix("dim") || text.hasPrefix("o") || text.hasPrefix("°")
        let isHalfDiminished = text.hasPrefix("ø") || text.contains("7b5") && isMinor
        var third = isMinor || isDiminished || isHalfDiminished ? 3 : 4
        if text.contains("sus2") { third = 2 } else if text.contains("sus") { third = 5 }
        var fifth = isDiminished || isHalfDiminished || text.contains("b5") ? 6 : 7
        if text.hasPrefix("aug") || text.hasPrefix("+") || text.contains("#5") { fifth = 8 }
        var result = [0, third, fifth]
        if text == "5" { result = [0, 7] }
        if isMajorSeventh {
            result.append(11)
        } else if text.contains("7") || isExtended && !text.contains("6") {
            result.append(isDiminished ? 9 : 10)
        } else if text.contains("6") {
            result.append(9)
        }
        return result
    }
}
