/// An `I:` field or a `%%` directive. Most only affect printing and are `other`.
enum Instruction: Equatable {
    case accidentalReach(BarAccidentals.Reach)
    case program(Int)
    case drums
    case other

    init(_ value: String) {
        let words = value.split(whereSeparator: { $0 == " " || $0 == "\t" })
        self = .other
        guard words.count > 1 else { return }
        switch words[0] {
        case "propagate-accidentals":
            switch words[1] {
            case "not": self = .accidentalReach(.note)
            case "octave": self = .accidentalReach(.octave)
            default: self = .accidentalReach(.allOctaves)
            }
        case "MIDI" where words.count > 2 && words[1] == "program":
            // `program n` or `program channel n`.
            let program = Int(words[words.count > 3 && Int(words[3]) != nil ? 3 : 2])
            if let program, (0...127).contains(program) { self = .program(program) }
        case "MIDI" where words.count > 2 && words[1] == "channel" && words[2] == "10": self = .drums
        default: break
        }
    }
}
