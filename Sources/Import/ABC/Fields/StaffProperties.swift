import MuseMusic

/// The properties of a staff in a `K:` or `V:` field: clef, octave and transposition.
///
/// Source: ABC 2.1, section 4.6. `+8` and `-8` after a clef move the notes by an octave; `^8` and `_8` of abcm2ps only
/// print the figure. `t=` is abc2midi's short form of `transpose=`.
struct StaffProperties: Equatable {
    private(set) var clef: Clef?
    /// The value of `octave=`.
    private(set) var octaveShift: Int?
    /// Semitones by which the voice sounds higher than written.
    private(set) var transposition: Int?
    private(set) var problems: [String] = []

    /// Reads a word of the field; returns false if it is not a property of a staff.
    mutating func read(_ word: String) -> Bool {
        // `K:C treble^8` is split before the sign, like an accidental.
        if word == "^8" || word == "_8" { return true }
        guard let sign = word.firstIndex(of: "=") else {
            guard let clef = Self.clef(word) else { return false }
            self.clef = clef
            return true
        }
        let value = word[word.index(after: sign)...].filter { $0 != "\"" }
        switch word[..<sign].lowercased() {
        case "clef":
            if let clef = Self.clef(value) {
                self.clef = clef
            } else {
                problems.append("'\(value.prefix(20))' is not a clef such as treble, bass-8 or alto; ignored")
            }
        case "octave":
            octaveShift = number(value, in: -4...4)
            if octaveShift == nil {
                problems.append("'\(word.prefix(30))' is not an octave shift from -4 to 4; ignored")
            }
        case "transpose", "t":
            transposition = number(value, in: -48...48)
            if transposition == nil {
                problems.append("'\(word.prefix(30))' is not a number of semitones from -48 to 48; ignored")
            }
        // These only affect printing.
        case "middle", "m", "stafflines", "staffscale", "stem", "score", "cue", "gstem", "dyn", "lyrics", "gchord":
            break
        default: return false
        }
        return true
    }

    private func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    /// Parses `treble`, `bass3`, `alto+8`, `G2`, or the octave alone: `-8`.
    static func clef(_ text: String) -> Clef? {
        var name = text.lowercased()
        var octaves = 0
        for (suffix, shift) in [("-8", -1), ("+8", 1), ("-15", -2), ("+15", 2), ("_8", 0), ("^8", 0)]
        where name.hasSuffix(suffix) {
            name.removeLast(suffix.count)
            octaves = shift
            break
        }
        // abc2midi reads `bass,,` as a bass clef.
        while let last = name.last, ",'".contains(last) { name.removeLast() }
        var line: Int?
        if let digit = name.last.flatMap({ Int(String($0)) }), (1...5).contains(digit) {
            line = digit
            name.removeLast()
        }
        let clef: Clef
        switch name {
        case "treble", "g": clef = Clef(.g, line: line ?? 2)
        case "bass", "f": clef = Clef(.f, line: line ?? 4)
        case "alto", "c": clef = Clef(.c, line: line ?? 3)
        case "tenor": clef = Clef(.c, line: line ?? 4)
        case "soprano": clef = Clef(.c, line: 1)
        case "mezzosoprano", "mezzo": clef = Clef(.c, line: 2)
        case "baritone": clef = Clef(.f, line: 3)
        case "perc", "percussion", "p": clef = .percussion
        case "none": clef = Clef(.none, line: 3)
        case "" where octaves != 0: clef = .treble
        default: return nil
        }
        // A lone letter is a clef only with its line: `C` is a key.
        if name.count == 1, line == nil { return nil }
        return Clef(clef.sign, line: clef.line, octaveShift: octaves)
    }
}
