/// The value of a `V:` field: `1 name="Soprano" clef=treble octave=-1 merge`.
struct VoiceField {
    let id: String
    /// Whether the voice shares the part of the previous voice.
    private(set) var isMerged = false
    private(set) var name: String?
    private(set) var shortName: String?
    private(set) var staff = StaffProperties()

    /// nil if the value has no voice name.
    init?(_ value: String) {
        var words = Self.words(value)[...]
        guard let id = words.popFirst() else { return nil }
        self.id = id
        isMerged = words.contains("merge")
        for word in words where !staff.read(word) {
            guard let sign = word.firstIndex(of: "=") else { continue }
            let text = word[word.index(after: sign)...].filter { $0 != "\"" }
            switch word[..<sign] {
            case "name", "nm": name = TextEscapes.resolve(text)
            case "subname", "sname", "snm": shortName = TextEscapes.resolve(text)
            default: break
            }
        }
    }

    /// Splits the text at spaces and tabs outside quotes.
    private static func words(_ text: String) -> [String] {
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
}
