import MuseMusic

extension Marks {
    /// Sets the syllable of a verse.
    ///
    /// - Parameter verse: from 0; earlier verses without a syllable here get an empty one.
    mutating func setLyric(_ text: String, verse: Int) {
        var all = lyrics
        while all.count <= verse { all.append("") }
        all[verse] = text
        lyrics = all
    }

    /// Appends a sign to the syllable of a verse, such as `_` if it is held over the next note.
    mutating func extendLyric(by sign: Unicode.Scalar, verse: Int) {
        guard lyrics.indices.contains(verse) else { return }
        lyrics[verse].unicodeScalars.append(sign)
    }
}
