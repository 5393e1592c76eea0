import MuseMusic

/// The value of a `K:` field: the key and the properties after it that affect the notes.
///
/// Source: ABC 2.1, sections 3.1.14 and 4.6.
struct KeyField {
    /// nil if the field only sets properties.
    private(set) var key: Key?
    private(set) var staff = StaffProperties()
    private(set) var problems: [String] = []

    init(_ text: String) {
        var words = Self.words(text)[...]
        guard let first = words.first else {
            key = Key(PitchClass(step: 0), .none)
            return
        }
        if first.lowercased() == "none" {
            key = Key(PitchClass(step: 0), .none)
            words.removeFirst()
        } else if Self.isProperty(first) {
            // A clef alone does not change the key.
        } else if let pipes = Key.HighlandPipes(rawValue: first) {
            key = .pipes(pipes)
            words.removeFirst()
        } else if Self.accidental(first) != nil {
            key = Key(PitchClass(step: 0), .none)
        } else {
            readTonic(&words)
        }
        readRest(words)
        if key == nil, problems.isEmpty, staff == StaffProperties(), words.isEmpty { key = .cMajor }
    }

    /// Reads the tonic and mode, written together (`Ador`) or apart (`A dorian`).
    private mutating func readTonic(_ words: inout ArraySlice<String>) {
        guard let first = words.popFirst(), let letter = first.first else { return }
        let signs = first.dropFirst().prefix { "#b♯♭".contains($0) }
        guard "ABCDEFGabcdefg".contains(letter), signs.count <= 1,
            let tonic = PitchClass(letter.uppercased() + signs)
        else {
            problems.append("'\(first.prefix(20))' is not a key such as G, Am or D mix; read as C major")
            key = .cMajor
            return
        }
        if letter.isLowercase { problems.append("the tonic '\(letter)' of the key is in lower case") }
        // Case is ignored: collections write `GM` for G minor.
        let mode = first.dropFirst(1 + signs.count)
        if !mode.isEmpty {
            if let known = Self.mode(String(mode)) {
                key = Key(tonic, known)
            } else {
                problems.append("'\(mode.prefix(20))' is not a mode; read as \(tonic) major")
                key = Key(tonic, .major)
            }
        } else if let next = words.first, let known = Self.mode(next) {
            key = Key(tonic, known)
            words.removeFirst()
        } else {
            key = Key(tonic, .major)
        }
    }

    private mutating func readRest(_ words: ArraySlice<String>) {
        var accidentals: [PitchClass] = []
        for word in words {
            if let accidental = Self.accidental(word) {
                accidentals.removeAll { $0.step == accidental.step }
                accidentals.append(accidental)
            } else if word.lowercased() == "exp" {
                key?.mode = .none
            } else if !staff.read(word), !Self.isProperty(word) {
                problems.append("unknown property '\(word.prefix(20))' of the key; ignored")
            }
        }
        problems += staff.problems
        if !accidentals.isEmpty { key?.accidentals = accidentals }
    }

    /// Parses `min`, `Minor`, `m` or `mi`; nil if the word is not a mode.
    private static func mode(_ word: String) -> Key.Mode? {
        if let mode = Key.Mode(name: word) { return mode }
        return switch word.lowercased() {
        case "mi": .minor
        case "ma": .major
        default: nil
        }
    }

    /// Parses `^f`, `_b`, `=c` or `^^f`.
    private static func accidental(_ word: String) -> PitchClass? {
        let signs = word.prefix { "^_=".contains($0) }
        guard (1...2).contains(signs.count), word.count == signs.count + 1, let last = word.last,
            let name = PitchClass(String(last))
        else { return nil }
        let alter = signs.first == "=" ? 0 : signs.first == "^" ? signs.count : -signs.count
        return PitchClass(step: Int(name.step), alter: alter)
    }

    private static func isProperty(_ word: String) -> Bool {
        if word.contains("=") { return true }
        let clefs = ["treble", "bass", "alto", "tenor", "perc", "none", "soprano", "mezzo", "baritone", "auto", "clef"]
        return clefs.contains { word.lowercased().hasPrefix($0) } || word.hasPrefix("+8") || word.hasPrefix("-8")
    }

    /// Splits the text at spaces, tabs and commas, and before accidentals, which need no separator (`mix^f_b`).
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        func isSign(_ c: Character) -> Bool { c == "^" || c == "_" || (c == "=" && (word.isEmpty || isAccidental)) }
        var isAccidental = false
        // `Dmix=c`, but not `clef=bass`.
        func isNaturalAfterKey(_ c: Character) -> Bool {
            c == "=" && word.first.map { "ABCDEFG".contains($0) } ?? false
        }
        func close() {
            if !word.isEmpty { words.append(word) }
            word = ""
            isAccidental = false
        }
        for character in text {
            if character == " " || character == "\t" || character == "," {
                close()
            } else if isAccidental, let last = word.last, !"^_=".contains(last) {
                close()
                if "^_=".contains(character) { isAccidental = true }
                word.append(character)
            } else if !isAccidental, !word.contains("="), isSign(character) || isNaturalAfterKey(character) {
                close()
                isAccidental = true
                word.append(character)
            } else {
                word.append(character)
            }
        }
        close()
        return words
    }
}
