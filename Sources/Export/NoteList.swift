package import MuseMusic
import MuseStorage

/// The canonical text of a score's notes, for comparison with other programs and formats.
///
/// For each part a line `# part N name` with N counted from 0, then a line per note, `onset duration pitch`: onset and
/// duration in quarters as reduced fractions (`3/2`), the pitch as a MIDI number; in order of onset, pitch, duration. A
/// tunebook of more than one tune has a line `# tune N title` before each tune, with N counted from 1. Rests and grace
/// notes are omitted, and ties are merged.
package struct NoteList {
    package enum Form: Sendable {
        /// Repeats unfolded.
        case played
        /// Repeats as written: each note once. Transposing instruments at their written pitch.
        case written
    }

    package private(set) var bytes: [UInt8] = []

    /// - Parameter count: the number of tunes of the same tunebook before these.
    package init(_ scores: [Score], _ form: Form, after count: Int = 0) {
        for (i, score) in scores.enumerated() {
            if count + scores.count > 1 { appendHeading("tune", count + i + 1, score.header.title) }
            append(form == .played ? score.played() : Self.written(score))
        }
    }

    private static func written(_ score: Score) -> Score {
        var result = score.mergingTies()
        for i in result.parts.indices { result.parts[i] = result.parts[i].atWrittenPitch() }
        return result
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    private mutating func append(_ score: Score) {
        for (i, part) in score.parts.enumerated() {
            appendHeading("part", i, part.name)
            let order = part.notes.sorted {
                ($0.onset, $0.pitch.midi, $0.duration) < ($1.onset, $1.pitch.midi, $1.duration)
            }
            for note in order {
                append(quarters: note.onset, score.ticksPerQuarter)
                bytes.append(.space)
                append(quarters: note.duration, score.ticksPerQuarter)
                bytes.append(.space)
                append(note.pitch.midi)
                bytes.append(.newline)
            }
        }
    }

    /// Titles and names come from files: control characters would break the list.
    private mutating func appendHeading(_ word: StaticString, _ number: Int, _ name: String) {
        bytes.append(contentsOf: "# \(word) \(number)".utf8)
        if !name.isEmpty {
            bytes.append(.space)
            bytes.append(contentsOf: printable(name).utf8)
        }
        bytes.append(.newline)
    }

    private mutating func append(quarters ticks: Int, _ ticksPerQuarter: Int) {
        var (a, b) = (ticks.magnitude, ticksPerQuarter.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = max(1, Int(a))
        append(ticks / divisor)
        guard ticksPerQuarter != divisor else { return }
        bytes.append(.slash)
        append(ticksPerQuarter / divisor)
    }

    private mutating func append(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }
}
