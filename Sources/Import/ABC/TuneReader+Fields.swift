import MuseMusic
import MuseProtocols

extension TuneReader {
    // MARK: - Voices

    /// `V:1 name="Soprano" clef=treble octave=-1 merge`: from here on the music of voice 1.
    mutating func readVoice(_ value: String, at offset: Int) {
        var words = Self.splitProperties(value)[...]
        guard let id = words.popFirst() else {
            report(.warning, "V: names no voice", at: offset)
            return
        }
        closeBeforeVoiceChange()
        if let known = voiceNumbers[id] {
            current = known
        } else if isInBody, voices.count == 1, voices[0].id.isEmpty, voices[0].isEmpty || id == "1" {
            // The music before the first V: belongs to the first voice, or there is none.
            voiceNumbers[id] = 0
            current = 0
        } else {
            addVoice(id, merged: words.contains("merge"))
        }
        for word in words {
            guard let sign = word.firstIndex(of: "=") else { continue }
            let property = word[..<sign]
            let text = word[word.index(after: sign)...].filter { $0 != "\"" }
            switch property {
            case "name", "nm": score.parts[voices[current].part].name = TextEscapes.resolve(text)
            case "octave": if let shift = Int(text), (-4...4).contains(shift) { voices[current].octaveShift = shift }
            case "clef": if text == "perc" { score.parts[voices[current].part].isDrums = true }
            default: break
            }
        }
        if words.contains("perc") { score.parts[voices[current].part].isDrums = true }
    }

    mutating func addVoice(_ id: String, merged: Bool = false) {
        var number: UInt8 = 0
        var part = score.parts.count
        if merged, let before = voices.last, let next = nextNumber(in: before.part) {
            (part, number) = (before.part, next)
        } else {
            score.parts.append(Part(program: defaults.program, isDrums: defaults.isDrums))
        }
        var voice = Voice(
            id: id, part: part, number: number, unit: defaults.unitTicks, meter: defaults.meter, key: defaults.key)
        voice.octaveShift = defaults.octaveShift
        voice.accidentals.reach = defaults.reach
        voices.append(voice)
        current = voices.count - 1
        voiceNumbers[id] = current
    }

    /// The next voice number of a part; nil where all are in use.
    func nextNumber(in part: Int) -> UInt8? {
        let last = voices.lazy.filter { $0.part == part }.map(\.number).max()
        guard let last else { return 0 }
        return last < UInt8.max ? last + 1 : nil
    }

    /// Blanks separate, quotes hold together.
    private static func splitProperties(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, character == " " || character == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    // MARK: - Tempo and parts

    mutating func placeTempo(_ value: String, at offset: Int) {
        guard let tempo = FieldValues.tempo(value, unit: voices[current].unit) else {
            report(.warning, "'\(value.prefix(40))' is no tempo such as 1/4=120; left out", at: offset)
            return
        }
        voices[current].last?.isSettled = true
        let placed = Timed(voices[current].position.rounded, tempo)
        if tempos.last != placed { tempos.append(placed) }
    }

    /// In the header the order of the parts, in the body a part's name.
    mutating func readParts(_ value: String, at offset: Int) {
        guard !value.isEmpty else { return }
        guard !isInBody else {
            voices[current].last?.isSettled = true
            if voices[current].main == nil, current == 0 {
                labels.append(Timed(voices[current].position.rounded, value))
            }
            return
        }
        switch PlayOrder.parse(value) {
        case .order(let names): score.playOrder = names
        case .tooLong:
            report(.warning, "the order of parts unfolds to more than \(PlayOrder.limit) parts; left out", at: offset)
        case .notAnOrder:
            report(.warning, "'\(value.prefix(40))' is no order of parts such as AABB; left out", at: offset)
        }
    }

    // MARK: - User symbols, instructions, directives

    /// `U: T = !trill!`
    private mutating func redefine(_ letter: UInt8, as name: Substring) {
        let bare = name.filter { $0 != "!" && $0 != "+" && $0 != " " }
        symbols[Int(letter)] = ["nil", "none"].contains(bare) ? "" : Decorations.standardName(bare)
    }

    mutating func readSymbol(_ value: String, at offset: Int) {
        let sides = value.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, let letter = sides[0].utf8.first, Decorations.canBeRedefined(letter) else {
            report(.warning, "'\(value.prefix(30))' is no symbol such as T = !trill!; left out", at: offset)
            return
        }
        redefine(letter, as: sides[1])
    }

    /// `I:` and `%%` say the same things; most are about the looks of the page.
    mutating func readInstruction(_ value: String) {
        let words = value.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard let first = words.first else { return }
        switch first {
        case "propagate-accidentals" where words.count > 1:
            let reach: BarAccidentals.Reach =
                switch words[1] {
                case "not": .note
                case "octave": .octave
                default: .allOctaves
                }
            defaults.reach = reach
            for v in voices.indices { voices[v].accidentals.reach = reach }
        case "MIDI" where words.count > 2 && words[1] == "program":
            // `program n` or `program channel n`.
            guard let program = Int(words[words.count > 3 && Int(words[3]) != nil ? 3 : 2]), (0...127).contains(program)
            else { return }
            if voices.isEmpty {
                defaults.program = program
            } else {
                score.parts[voices[current].part].program = program
            }
        case "MIDI" where words.count > 2 && words[1] == "channel" && words[2] == "10":
            if voices.isEmpty { defaults.isDrums = true } else { score.parts[voices[current].part].isDrums = true }
        default: break
        }
    }

    mutating func readDirective(_ line: Line) {
        guard line.end - line.start > 2, bytes[line.start + 1] == UInt8(ascii: "%") else { return }
        readInstruction(text.string(trimmed(line.start + 2, line.end)))
    }
}

/// The order of parts in a header's `P:`: `AABB`, `A2(BC)3`.
enum PlayOrder {
    case order([String])
    case tooLong
    case notAnOrder

    static let limit = 1_000

    static func parse(_ text: String) -> PlayOrder {
        var stack: [[String]] = [[]]
        var last: [String] = []
        var bytes = Array(text.utf8.filter { $0 != UInt8(ascii: ".") && !$0.isSpace })[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                last = [String(Unicode.Scalar(byte))]
                stack[stack.count - 1] += last
            case UInt8(ascii: "("):
                guard stack.count < 32 else { return .tooLong }
                stack.append([])
                last = []
            case UInt8(ascii: ")"):
                guard stack.count > 1, let group = stack.popLast() else { return .notAnOrder }
                last = group
                stack[stack.count - 1] += group
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                var digits = String(Unicode.Scalar(byte))
                while let next = bytes.first, next.isDigit {
                    digits.unicodeScalars.append(Unicode.Scalar(next))
                    bytes.removeFirst()
                }
                guard !last.isEmpty else { return .notAnOrder }
                guard let count = Int(digits), count <= limit else { return .tooLong }
                for _ in 1..<max(1, count) {
                    stack[stack.count - 1] += last
                    if stack[stack.count - 1].count > limit { return .tooLong }
                }
                last = []
            default: return .notAnOrder
            }
            if stack[stack.count - 1].count > limit { return .tooLong }
        }
        return stack.count == 1 ? .order(stack[0]) : .notAnOrder
    }
}
