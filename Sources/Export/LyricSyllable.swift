/// A syllable and the signs at its end: the first `-` joins it to the next syllable; each further `-` and each `_`
/// extends it by one note.
struct LyricSyllable {
    let text: Substring
    let isInWord: Bool
    let holds: [UInt8]

    init(_ lyric: String) {
        // The first character is always text: a lone hyphen is printed.
        let signs = lyric.dropFirst()
        let end = signs.lastIndex { $0 != "-" && $0 != "_" }.map { lyric.index(after: $0) } ?? signs.startIndex
        text = lyric[..<end]
        let bytes = Array(lyric[end...].utf8)
        isInWord = bytes.first == UInt8(ascii: "-")
        holds = isInWord ? Array(bytes.dropFirst()) : bytes
    }
}
