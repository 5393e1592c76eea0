extension Score {
    /// Returns the music in a range of ticks as a separate tune, without rests and labels. Notes that begin earlier are
    /// left out, those that cross the end are cut.
    ///
    /// Meant for scores as played.
    package func excerpt(_ range: Range<Int>) -> Score {
        let start = range.lowerBound
        func shifted<Value>(_ timeline: [Timed<Value>]) -> [Timed<Value>] {
            let initial = timeline.value(at: start).map { [Timed(0, $0)] } ?? []
            return initial
                + timeline.filter { start < $0.onset && $0.onset < range.upperBound }
                .map { Timed($0.onset - start, $0.value) }
        }
        var result = Score(ticksPerQuarter: ticksPerQuarter)
        result.header = header
        result.parts = parts.map { part in
            var part = part
            part.notes = part.notes.filter { range.contains($0.onset) }.map { note in
                var note = note
                note.duration = min(note.duration, range.upperBound - note.onset)
                note.onset -= start
                return note
            }
            part.rests = []
            return part
        }
        result.meters = shifted(meters)
        result.keys = shifted(keys)
        result.tempos = shifted(tempos)
        result.chordSymbols = chordSymbols.filter { range.contains($0.onset) }.map { Timed($0.onset - start, $0.value) }
        result.barlines = barlines.filter { start < $0.onset && $0.onset <= range.upperBound }.map { barline in
            var barline = barline
            barline.onset -= start
            return barline
        }
        return result
    }
}
