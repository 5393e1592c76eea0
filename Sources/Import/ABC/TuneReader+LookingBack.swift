import MuseMusic
import MuseProtocols

/// What changes or ends at the last note: broken rhythms, ties, the ends of slurs.
extension TuneReader {
    /// `>` makes the note before half as long again and halves the next; `<` the other way round; `>>` more so.
    mutating func readBroken() {
        let start = i
        let sign = bytes[i]
        while peek() == sign { i += 1 }
        let count = i - start
        guard count <= 3 else {
            report(.warning, "a broken rhythm of \(count) signs: skipped", at: start)
            return
        }
        guard let last = voices[current].last, !last.isSettled, voices[current].broken == nil else {
            report(.warning, "a broken rhythm with no note before it: skipped", at: start)
            return
        }
        let whole = 1 << count
        let long = (2 * whole - 1, whole)
        let short = (1, whole)
        let (before, after) = sign == UInt8(ascii: ">") ? (long, short) : (short, long)
        guard voices[current].stretchLast(by: before.0, over: before.1) else {
            report(.error, "a broken rhythm that leaves no length: skipped", at: start)
            return
        }
        voices[current].broken = (after.0, after.1, start, line)
    }

    mutating func readTie() {
        let start = i
        i += 1
        if !voices[current].tieLast(at: start, line: line) {
            report(.warning, "a tie with no note before it: skipped", at: start)
        }
    }

    mutating func endSlur() {
        let start = i
        i += 1
        guard let last = voices[current].last, voices[current].slurs.popLast() != nil else {
            report(.warning, "a slur ends that never began: skipped", at: start)
            return
        }
        if let note = last.notes.first {
            voices[current].notes[note].marks.slurEnds += 1
        } else if let rest = last.rest {
            voices[current].rests[rest].marks.slurEnds += 1
        }
    }
}
