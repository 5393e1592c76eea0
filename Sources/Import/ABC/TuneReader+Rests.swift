import MuseProtocols

extension TuneReader {
    /// `z`, `x`, and `Z4`, `X4` for whole bars.
    mutating func readRest() {
        let start = i
        let letter = bytes[i]
        i += 1
        let length = readLength()
        guard !length.isUnreadable else {
            report(.error, "the length of this rest is zero or too large; the rest is left out", at: start)
            return
        }
        let isVisible = letter == UInt8(ascii: "z") || letter == UInt8(ascii: "Z")
        if letter == UInt8(ascii: "z") || letter == UInt8(ascii: "x") {
            placeRest(times: length.numerator, over: length.denominator, isVisible: isVisible, at: start)
            return
        }
        guard length.denominator == 1, length.numerator <= 2_000 else {
            report(.error, "a rest of more than 2000 bars, or of no whole number of them; left out", at: start)
            return
        }
        closeTuplet()
        for bar in 0..<length.numerator {
            if bar > 0 { endBar(Barline(onset: voices[current].position.rounded), at: start) }
            let marks = takePending(note: nil, rest: voices[current].rests.count)
            do {
                try voices[current].placeBarRest(isVisible: isVisible, marks: marks)
            } catch {
                report(error, at: start)
                return
            }
        }
    }
}
