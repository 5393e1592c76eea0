import MuseMusic

/// Chord symbols by their text: a tunebook repeats the same few.
struct ChordSymbolCache {
    private var known: [String: ChordSymbol?] = [:]

    mutating func symbol(_ text: String) -> ChordSymbol? {
        if let symbol = known[text] { return symbol }
        let symbol = ChordSymbol(text)
        // Bounded, so that a hostile file cannot exhaust the memory.
        if known.count < 4096 { known[text] = .some(symbol) }
        return symbol
    }
}
