import MuseMusic

extension Score {
    /// Returns the longest stretch of the music in one meter, moved to the start; the score itself if its meter does
    /// not change.
    ///
    /// - Parameters:
    ///   - losses: gets a phrase if other music is left out.
    func longestStretchInOneMeter(_ losses: inout [String]) -> Score {
        var changes: [Timed<Meter>] = []
        let end = self.end
        for meter in meters where meter.onset < end && changes.last?.value != meter.value { changes.append(meter) }
        guard changes.count > 1 else { return self }
        changes[0].onset = 0
        let ends = changes.dropFirst().map(\.onset) + [end]
        // The first of equally long ones.
        let longest = changes.indices.max { ends[$0] - changes[$0].onset < ends[$1] - changes[$1].onset }!
        let first = changes.indices.first {
            ends[$0] - changes[$0].onset == ends[longest] - changes[longest].onset
        }!
        losses.append("the music in other meters than \(changes[first].value)")
        return stretch(changes[first].onset..<ends[first])
    }

    /// The music in a range of ticks, without what is not in a melody: parts keep their notes, notes that cross the end
    /// are cut.
    private func stretch(_ range: Range<Int>) -> Score {
        var result = self
        func moved<Value>(_ timeline: [Timed<Value>]) -> [Timed<Value>] {
            let before = timeline.last { $0.onset <= range.lowerBound }.map { [Timed(0, $0.value)] } ?? []
            return before
                + timeline.filter { range.lowerBound < $0.onset && $0.onset < range.upperBound }
                .map { Timed($0.onset - range.lowerBound, $0.value) }
        }
        result.meters = moved(meters)
        result.keys = moved(keys)
        result.tempos = moved(tempos)
        result.labels = []
        result.chordSymbols = chordSymbols.filter { range.contains($0.onset) }
            .map { Timed($0.onset - range.lowerBound, $0.value) }
        result.barlines = barlines.filter { range.lowerBound < $0.onset && $0.onset <= range.upperBound }
        for i in result.barlines.indices { result.barlines[i].onset -= range.lowerBound }
        for i in result.parts.indices {
            result.parts[i].rests = []
            result.parts[i].notes = parts[i].notes.filter { range.contains($0.onset) }.map { note in
                var note = note
                note.duration = min(note.duration, range.upperBound - note.onset)
                note.onset -= range.lowerBound
                return note
            }
        }
        return result
    }
}
