import MuseMusic
import MuseProtocols

/// Writes one score as an ABC tune.
struct ABCTuneWriter {
    let score: Score
    /// The denominator of `L:`.
    let unit: Int
    let bars: [ABCBarline]
    /// Whether lengths that no note value with dots has are written as tied notes.
    let tiesUndottable: Bool

    /// - Throws: `ExportError` if ABC cannot express the score.
    init(_ score: Score, tiesUndottable: Bool = false) throws {
        self.score = score
        self.tiesUndottable = tiesUndottable
        try Self.check(score)
        let quarter = score.ticksPerQuarter
        // The measured unit is exact only if a quarter divides into sixteenths.
        unit = quarter % 4 == 0 ? 4 * quarter / score.unitNoteTicks : 8
        bars = ABCBarline.merged(score.barlines)
    }

    func write(number: Int, provenance: Provenance?, into text: inout ABCText) throws {
        writeHeader(number: number, provenance: provenance, into: &text)
        let symbols = ABCSymbols(score)
        for i in score.parts.indices {
            if namesVoices {
                text.append("V:")
                text.append(number: i + 1)
                text.append(.newline)
            }
            writeProgram(score.parts[i], into: &text)
            var body = try ABCBodyWriter(self, part: i, symbols: symbols)
            try body.write(into: &text)
        }
        for line in score.header.words { text.append(line: UInt8(ascii: "W"), line) }
    }

    /// Whether parts are written as voices; a single unnamed part needs no `V:`.
    var namesVoices: Bool { score.parts.count > 1 || score.parts.contains { !$0.name.isEmpty } }

    /// The key of `K:`, as the first part is written. Another part starts with its own key if that differs.
    var key: Key { score.parts.first.map { writtenKey(of: $0) } ?? concertKey }

    /// Returns the key at the start of a part as written for its instrument.
    func writtenKey(of part: Part) -> Key { part.written(concertKey) }

    private var concertKey: Key { score.keys.value(at: 0) ?? Key(PitchClass(step: 0), .none) }

    private func writeProgram(_ part: Part, into text: inout ABCText) {
        if part.isDrums {
            text.append("%%MIDI channel 10\n")
        } else if (1...127).contains(part.program) {
            text.append("%%MIDI program ")
            text.append(number: part.program)
            text.append(.newline)
        }
    }

    private static func check(_ score: Score) throws {
        let longest = 1 << 40
        guard (1...1 << 24).contains(score.ticksPerQuarter) else {
            throw ExportError("a quarter has \(score.ticksPerQuarter) ticks, expected 1 to \(1 << 24)")
        }
        for part in score.parts {
            var last = 0
            for note in part.notes {
                guard note.onset >= last, note.onset < longest else {
                    throw ExportError("invalid onset: a note at tick \(note.onset) after one at \(last)")
                }
                guard note.duration > 0, note.duration < longest else {
                    throw ExportError("invalid duration: a note of \(note.duration) ticks at tick \(note.onset)")
                }
                last = note.onset
            }
            last = 0
            for rest in part.rests {
                guard rest.onset >= last, rest.onset < longest else {
                    throw ExportError("invalid onset: a rest at tick \(rest.onset) after one at \(last)")
                }
                guard rest.duration > 0, rest.duration < longest else {
                    throw ExportError("invalid duration: a rest of \(rest.duration) ticks at tick \(rest.onset)")
                }
                last = rest.onset
            }
        }
        var last = 0
        for line in score.barlines {
            guard line.onset >= last, line.onset < longest else {
                throw ExportError("invalid onset: a bar line at tick \(line.onset) after one at \(last)")
            }
            last = line.onset
        }
    }
}
