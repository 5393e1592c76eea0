import MuseMusic

extension Section {
    /// The two halves of a section of an even number of bars, at least four; nil for other sections. The second half
    /// ends with the first ending.
    var halves: (first: ArraySlice<Bar>, second: ArraySlice<Bar>)? {
        guard bars.count >= 4, bars.count % 2 == 0 else { return nil }
        let middle = bars.count / 2
        return (bars[..<middle], bars[middle...])
    }
}

extension Melody {
    /// Returns the tones that begin in consecutive bars; none without bars.
    func tones(in bars: ArraySlice<Bar>) -> ArraySlice<Tone> {
        guard let first = bars.first, let last = bars.last else { return [] }
        return tones(from: first.start, to: last.end)
    }
}
