extension StringProtocol {
    /// The letters and digits in lower case, without accents, so that names are the same in any usual spelling:
    /// `tinwhistle` for `Tin-Whistle`.
    package var foldedName: String {
        String(lowercased().map { accents[$0] ?? $0 }.filter { $0.isLetter || $0.isNumber })
    }
}

private let accents: [Character: Character] = [
    "á": "a", "à": "a", "â": "a", "ä": "a", "é": "e", "è": "e", "í": "i", "ó": "o", "ö": "o", "ú": "u", "ü": "u",
]
