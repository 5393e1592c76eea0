import MuseMusic
import MuseProtocols

extension TuneReader {
    /// `{gef}`, `{/g}`
    mutating func readGraces() {
        let start = i
        i += 1
        var graces = Graces(pending.graces.notes, isAcciaccatura: false)
        if peek() == UInt8(ascii: "/") {
            graces.isAcciaccatura = true
            i += 1
        }
        var isClosed = false
        loop: while i < end {
            let byte = bytes[i]
            switch byte {
            case UInt8(ascii: "}"):
                i += 1
                isClosed = true
                break loop
            case UInt8(ascii: "A")...UInt8(ascii: "G"), UInt8(ascii: "a")...UInt8(ascii: "g"), UInt8(ascii: "^"),
                UInt8(ascii: "_"), UInt8(ascii: "="):
                readGrace(into: &graces)
            case UInt8(ascii: "|"), UInt8(ascii: "{"): break loop
            default:
                // Slurs, ties, broken rhythms and chord brackets of graces change nothing that is kept.
                i += 1
            }
        }
        if !isClosed { report(.error, "grace notes that are not closed by '}'", at: start) }
        if graces.notes.isEmpty { return }
        pending.graces = graces
        pending.isEmpty = false
    }

    private mutating func readGrace(into graces: inout Graces) {
        guard let head = readHead() else { return }
        let length = readLength()
        guard voices[current].isPlayable(head), !length.isUnreadable, graces.notes.count < 64,
            let time = voices[current].unit.scaled(by: length.numerator, over: length.denominator), time.rounded > 0
        else {
            report(.warning, "a grace note that cannot be read: skipped", at: head.offset)
            return
        }
        let pitch = voices[current].pitch(of: head)
        graces.notes.append(Graces.Grace(pitch: pitch, duration: time.rounded))
    }
}
