import MuseMusic
import MuseProtocols

extension ABCTuneWriter {
    /// Writes the header fields, X: first and K: last, as the standard requires.
    func writeHeader(number: Int, provenance: Provenance?, into text: inout ABCText) {
        let header = score.header
        text.append("X:")
        text.append(number: max(0, header.referenceNumber ?? number))
        text.append(.newline)
        for title in header.titles { text.append(line: UInt8(ascii: "T"), title) }
        for composer in header.composers { text.append(line: UInt8(ascii: "C"), composer) }
        if !header.origin.isEmpty { text.append(line: UInt8(ascii: "O"), header.origin) }
        if !header.rhythm.isEmpty { text.append(line: UInt8(ascii: "R"), header.rhythm) }
        for book in header.books { text.append(line: UInt8(ascii: "B"), book) }
        if !header.source.isEmpty { text.append(line: UInt8(ascii: "S"), header.source) }
        for field in header.others {
            guard field.letter.isLetter, let letter = field.letter.asciiValue, !Self.reserved.contains(letter) else {
                continue
            }
            text.append(line: letter, field.text)
        }
        if let provenance { text.append(line: UInt8(ascii: "N"), provenance.line) }
        if !score.playOrder.isEmpty { text.append(line: UInt8(ascii: "P"), Self.order(score.playOrder)) }
        if let meter = score.meters.value(at: 0) {
            text.append("M:")
            text.append(meter)
            text.append(.newline)
        }
        text.append("L:1/")
        text.append(number: unit)
        text.append(.newline)
        if let tempo = score.tempos.value(at: 0), !tempo.isEmpty {
            text.append("Q:")
            text.append(tempo)
            text.append(.newline)
        }
        if namesVoices { writeVoices(into: &text) }
        text.append("K:")
        text.append(key)
        if !namesVoices, let part = score.parts.first { text.append(staffOf: part) }
        text.append(.newline)
    }

    /// Fields that affect the tune or are stored elsewhere in a score, so that they are not copied from `others`.
    private static let reserved = Set("BCIKLMPQTUVWXmrsw".utf8)

    /// Part labels are single letters in ABC; anything longer is separated from its neighbours.
    private static func order(_ labels: [String]) -> String {
        labels.joined(separator: labels.allSatisfy { $0.count == 1 } ? "" : " ")
    }

    private func writeVoices(into text: inout ABCText) {
        for (i, part) in score.parts.enumerated() {
            text.append("V:")
            text.append(number: i + 1)
            if !part.name.isEmpty {
                text.append(" name=\"")
                text.append(quoted: part.name)
                text.append(.quote)
            }
            if !part.shortName.isEmpty {
                text.append(" snm=\"")
                text.append(quoted: part.shortName)
                text.append(.quote)
            }
            text.append(staffOf: part)
            text.append(.newline)
        }
    }
}

extension ABCText {
    mutating func append(_ meter: Meter) {
        switch meter.symbol {
        case .common where meter == .common: append("C")
        case .cut where meter == .cut: append("C|")
        default:
            guard !meter.isFree else { return append("none") }
            for (i, group) in meter.groups.enumerated() {
                if i > 0 { append(UInt8(ascii: "+")) }
                append(number: max(0, group))
            }
            append(.slash)
            append(number: max(1, meter.unit))
        }
    }

    /// Appends a key: `Ador`, `Em`, `Dphr ^f`, `C exp ^f`, `none`.
    mutating func append(_ key: Key) {
        if let pipes = key.pipes, key == .pipes(pipes) { return append(pipes == .signed ? "Hp" : "HP") }
        if key.mode == .none, key.accidentals.isEmpty { return append("none") }
        append(key.tonic)
        switch key.mode {
        case .major: break
        case .dorian: append("dor")
        case .phrygian: append("phr")
        case .lydian: append("lyd")
        case .mixolydian: append("mix")
        case .minor: append("m")
        case .locrian: append("loc")
        case .none: append(" exp")
        }
        for accidental in key.accidentals {
            append(.space)
            append(Pitch(step: Int(accidental.step), alter: Int(accidental.alter), octave: 5), accidental: true)
        }
    }

    /// Appends the clef and transposition of a part at the start: ` clef=treble-8 transpose=-2`. The treble clef, which
    /// readers assume, is not written.
    ///
    /// Changes of the transposition are not written; all notes are written for the one at the start, so they sound
    /// right.
    mutating func append(staffOf part: Part) {
        if let clef = part.clefs.value(at: 0), clef != .treble {
            append(.space)
            append(clef)
        }
        if part.transposition != 0 {
            append(" transpose=")
            if part.transposition < 0 { append(.tie) }
            append(number: abs(part.transposition))
        }
    }

    /// Appends a clef: `clef=bass`, `clef=alto+8`.
    ///
    /// Source: ABC 2.1, section 4.6.
    mutating func append(_ clef: Clef) {
        append("clef=")
        switch (clef.sign, clef.line) {
        case (.percussion, _): append("perc")
        case (.none, _): append("none")
        case (.c, 4): append("tenor")
        case (.g, let line): append(line, "treble", usual: 2)
        case (.f, let line): append(line, "bass", usual: 4)
        case (.c, let line): append(line, "alto", usual: 3)
        }
        switch clef.octaveShift {
        case 0: break
        case ..<0: append(clef.octaveShift == -1 ? "-8" : "-15")
        default: append(clef.octaveShift == 1 ? "+8" : "+15")
        }
    }

    private mutating func append(_ line: Int, _ name: StaticString, usual: Int) {
        append(name)
        if line != usual, (1...5).contains(line) { append(number: line) }
    }

    mutating func append(_ name: PitchClass) { bytes.append(contentsOf: name.description.utf8) }

    /// Appends a tempo: `1/4=120`, `"Allegro" 3/8=100`, `"Freely"`.
    mutating func append(_ tempo: Tempo) {
        if !tempo.text.isEmpty {
            append(.quote)
            append(quoted: tempo.text)
            append(.quote)
        }
        guard let bpm = tempo.writableBPM else { return }
        if !tempo.text.isEmpty { append(.space) }
        let beat = ABCLength(tempo.beatNumerator, 4 * tempo.beatDenominator)
        append(number: beat.numerator)
        append(.slash)
        append(number: beat.denominator)
        append(UInt8(ascii: "="))
        let thousandths = Int((bpm * 1000).rounded())
        append(number: thousandths / 1000)
        let fraction = thousandths % 1000
        if fraction > 0 {
            var digits = String(fraction + 1000).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits.utf8)
        }
    }
}

extension Tempo {
    /// The beats per minute; nil if there are none or ABC cannot express them.
    var writableBPM: Double? {
        guard let bpm, bpm >= 0.001, bpm < 1e6, (1...1 << 20).contains(beatNumerator),
            (1...1 << 20).contains(beatDenominator)
        else { return nil }
        return bpm
    }

    var isEmpty: Bool { text.isEmpty && writableBPM == nil }
}
