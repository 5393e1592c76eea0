/// The decorations of the ABC standard for words and `sound` attributes that control the order of playback.
enum PlaybackWords {
    /// Returns the decoration for the words of a direction: `D.S. al Fine`, `To Coda`; nil for other words.
    static func decoration(for words: String) -> String? {
        let letters = words.lowercased().filter(\.isLetter)
        return byLetters[letters]
    }

    /// Returns the decorations for the attributes of a `sound` element.
    static func decorations(of sound: XMLElement) -> [String] {
        var result: [String] = []
        if sound["segno"] != nil { result.append("segno") }
        if sound["coda"] != nil { result.append("coda") }
        if sound["dacapo"] == "yes" { result.append("D.C.") }
        if sound["dalsegno"] != nil { result.append("D.S.") }
        if sound["tocoda"] != nil { result.append("dacoda") }
        if let fine = sound["fine"], fine != "no" { result.append("fine") }
        return result
    }

    private static let byLetters = [
        "fine": "fine", "dc": "D.C.", "dacapo": "D.C.", "dcalfine": "D.C.alfine", "dacapoalfine": "D.C.alfine",
        "dcalcoda": "D.C.alcoda", "dacapoalcoda": "D.C.alcoda", "ds": "D.S.", "dalsegno": "D.S.",
        "dsalfine": "D.S.alfine", "dalsegnoalfine": "D.S.alfine", "dsalcoda": "D.S.alcoda",
        "dalsegnoalcoda": "D.S.alcoda", "tocoda": "dacoda", "dacoda": "dacoda",
    ]
}
