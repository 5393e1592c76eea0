import MuseMusic
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

    /// `?` alone between two bar lines: a bar whose music is still to be made, for templates. Not part of the standard.
    mutating func readOpenBar() {
        let start = i
        var next = i + 1
        while next < end, bytes[next].isSpace { next += 1 }
        let isLast = next >= end || bytes[next] == UInt8(ascii: "%")
        let follows = isLast ? 0 : bytes[next]
        let isAlone =
            voices[current].position.rounded == voices[current].barStart.rounded
            && (isLast || [UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: "[")].contains(follows))
        guard isAlone else { return skipUnknown() }
        i += 1
        closeTuplet()
        // A section that began with a pickup ends in a bar that is shorter by it.
        let afterLine = next + 1 < end ? bytes[next + 1] : 0
        let closesSection =
            follows == UInt8(ascii: ":")
            || follows == UInt8(ascii: "|")
                && [UInt8(ascii: "|"), UInt8(ascii: "]"), UInt8(ascii: ":")].contains(afterLine)
        let full = voices[current].barTicks
        let first = voices[current].barlines.first { $0.barline.onset > 0 }?.barline.onset ?? full
        let length = closesSection && first < full ? full - first : full
        let marks = takePending(note: nil, rest: voices[current].rests.count)
        do {
            try voices[current].placeBarRest(isVisible: true, isOpen: true, ticks: length, marks: marks)
        } catch {
            report(error, at: start)
        }
    }
}
