import MuseMusic

extension XMLWriter {
    /// Writes a chord symbol, `offset` divisions after the current position in the measure.
    func harmony(_ chord: ChordSymbol, offset: Int, isAlternative: Bool = false) {
        start("harmony")
        if isAlternative { attribute("type", "alternate") }
        start("root")
        element("root-step", step(chord.root.step))
        if chord.root.alter != 0 { element("root-alter", Int(chord.root.alter)) }
        end()
        start("kind")
        if !chord.kind.isEmpty { attribute("text", chord.kind) }
        text(ChordKind.name(chord.kind) ?? "other")
        end()
        if let bass = chord.bass {
            start("bass")
            element("bass-step", step(bass.step))
            if bass.alter != 0 { element("bass-alter", Int(bass.alter)) }
            end()
        }
        if offset != 0 { element("offset", offset) }
        end()
    }

    /// Returns the letter of a step, C for 0.
    func step(_ step: Int8) -> StaticString {
        switch step {
        case 0: "C"
        case 1: "D"
        case 2: "E"
        case 3: "F"
        case 4: "G"
        case 5: "A"
        default: "B"
        }
    }
}
