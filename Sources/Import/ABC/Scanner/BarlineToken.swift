package import MuseMusic

/// A bar line in any spelling: `|`, `||`, `|]`, `[|`, `|:`, `:|`, `::`, `:||:`, `.|`, `[|]`, with the numbers of an
/// ending that directly follow.
package struct BarlineToken: Equatable {
    /// The bar line with onset 0 and without endings.
    package let barline: Barline
    package let endings: EndingNumbers?
    /// Whether it is written `|:|`, which some use for `:|:`.
    package let isMirrored: Bool
    /// How often the section that starts here is played, by the number of colons: 3 for `|::` (ABC 2.1, section 4.8).
    package let nextPlayCount: Int

    /// nil if a colon has no adjacent bar line; the cursor is then past the colon.
    init?(_ cursor: inout LineCursor) {
        var barline = Barline(onset: 0)
        if cursor.peek() == UInt8(ascii: ".") {
            barline.style = .dotted
            cursor.offset += 1
        }
        let before = cursor.skip(UInt8(ascii: ":"))
        let isInitial =
            cursor.peek() == UInt8(ascii: "[")
            && (cursor.peek(1) == UInt8(ascii: "|") || cursor.peek(1) == UInt8(ascii: "]"))
        if isInitial { cursor.offset += 1 }
        let bars = cursor.skip(UInt8(ascii: "|"))
        let isFinal = (bars > 0 || isInitial) && cursor.peek() == UInt8(ascii: "]")
        if isFinal { cursor.offset += 1 }
        // In `[|]:|` the colon belongs to the second bar line.
        let isInvisible = isInitial && isFinal
        let after = bars > 0 && !isInvisible ? cursor.skip(UInt8(ascii: ":")) : 0
        isMirrored =
            after > 0 && before == 0 && cursor.peek() == UInt8(ascii: "|") && cursor.peek(1) != UInt8(ascii: "|")
        if isMirrored { cursor.offset += 1 }
        guard bars > 0 || isInitial || before > 1 else { return nil }

        switch (isInitial, isFinal) {
        case (true, true): barline.style = .invisible
        case (true, false): barline.style = .initial
        case (false, true): barline.style = .final
        case (false, false): if bars > 1 { barline.style = .double }
        }
        barline.endsRepeat = before > 0 || isMirrored
        barline.startsRepeat = after > 0 || (bars == 0 && before > 1)
        barline.playCount = min(Barline.maximumPlayCount, max(2, bars == 0 ? before : before + 1))
        nextPlayCount = min(Barline.maximumPlayCount, max(2, bars == 0 ? before : after + 1))
        endings = cursor.peek().isDigit ? EndingNumbers(&cursor) : nil
        self.barline = barline
    }
}
