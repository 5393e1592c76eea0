import MuseMusic

/// Spells pitches by the key in force; fast if notes come in order of onset.
struct PitchSpeller {
    private let keys: [Timed<Key>]
    /// The spellings in the current key, and the range of ticks in which it is in force.
    private var pitches: [Pitch]
    private var range: Range<Int>
    /// The spellings for each signature used so far, indexed by fifths from -7.
    private var tables = [[Pitch]](repeating: [], count: 15)

    /// - Parameter keys: in order of onset, with at most seven sharps or flats.
    init(_ keys: [Timed<Key>]) {
        self.keys = keys
        range = 0..<0
        pitches = []
    }

    @inline(__always)
    mutating func pitch(_ midi: UInt8, at onset: Int) -> Pitch {
        if !range.contains(onset) { change(to: onset) }
        return pitches[Int(midi)]
    }

    private mutating func change(to onset: Int) {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].onset <= onset { low = middle + 1 } else { high = middle }
        }
        range = (low > 0 ? keys[low - 1].onset : 0)..<(low < keys.count ? keys[low].onset : .max)
        let key = low > 0 ? keys[low - 1].value : .cMajor
        if tables[key.fifths + 7].isEmpty { tables[key.fifths + 7] = (0..<128).map { key.spelling(ofMIDI: $0) } }
        pitches = tables[key.fifths + 7]
    }
}
