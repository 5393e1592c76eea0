package import MuseMusic

extension Score {
    /// Returns the score as notation: times that can be written, and what a performance does not state.
    ///
    /// A performance (`Score.performance`) is notated in steps, each by a published method and each overridden by a
    /// value of its `NotationSettings`: the pulse (`Pulse`), meter and bar lines with the pickup (`MeterFinder`,
    /// `BarPath`), key and mode (`KeyFinder`), note values and tuplets (`RhythmTree`, `PartRhythm`), staves and voices
    /// (`Hands`, `Voices`), spelling (`Speller`), repeats (`RepeatFolding`). What the source states is kept.
    ///
    /// Of a score without a performance, only times that cannot be written are quantised.
    package func notated() -> Score {
        let range = 0..<1 << 40
        // Times beyond these are rejected by the exporters.
        guard (1...1 << 24).contains(ticksPerQuarter),
            parts.allSatisfy({ $0.notes.allSatisfy { range.contains($0.onset) && range.contains($0.duration) } })
        else { return self }
        if let performance { return Notator(self, performance).score }
        guard ticksPerQuarter != Self.notationTicksPerQuarter,
            parts.contains(where: { $0.notes.contains { !isNotatable($0) } })
        else { return self }
        return quantised()
    }

    /// Returns a performance as notation, and other scores unchanged.
    package func notatedIfPerformed() -> Score { performance == nil ? self : notated() }

    /// Whether a note is on a grid of 16ths or 24ths of a quarter and longer than 0.
    private func isNotatable(_ note: Note) -> Bool {
        note.duration > 0
            && [16, 24].contains { steps in
                note.onset * steps % ticksPerQuarter == 0 && note.duration * steps % ticksPerQuarter == 0
            }
    }

    /// Quantises the notes within the given bars.
    private func quantised() -> Score {
        var result = self
        let quarter = Self.notationTicksPerQuarter
        result.ticksPerQuarter = quarter
        result.placeTimelines { (2 * $0 * quarter + ticksPerQuarter) / (2 * ticksPerQuarter) }
        let beats = Beats(result)
        let scale = Double(quarter) / Double(ticksPerQuarter)
        let times = parts.map { $0.notes.map { (onset: Double($0.onset) * scale, end: Double($0.end) * scale) } }
        let pulse = Pulse(
            parts.flatMap { $0.notes.map(\.onset) }.sorted(), ticksPerQuarter: ticksPerQuarter, isFixed: true)
        let limits = RhythmTree.Limits(
            deviation: max(0.006, pulse.deviation) * Double(quarter), shortest: quarter / 16)
        let isLegato = Articulation(times).isFree
        for i in parts.indices {
            let rhythm = PartRhythm(parts[i].notes, times: times[i], beats, limits, isLegato: isLegato)
            let voices = Voices(rhythm.notes, rhythm.groups)
            result.parts[i].notes = voices.notes
            result.parts[i].rests += voices.rests
        }
        return result
    }

    /// Moves everything but notes to 32nd notes.
    ///
    /// - Parameter place: converts a time to ticks of notation.
    mutating func placeTimelines(_ place: (Int) -> Int) {
        let step = Self.notationTicksPerQuarter / 8
        func move(_ tick: Int) -> Int { (place(tick) + step / 2) / step * step }
        for i in meters.indices { meters[i].onset = move(meters[i].onset) }
        for i in keys.indices { keys[i].onset = move(keys[i].onset) }
        for i in tempos.indices { tempos[i].onset = move(tempos[i].onset) }
        for i in labels.indices { labels[i].onset = move(labels[i].onset) }
        for i in chordSymbols.indices { chordSymbols[i].onset = move(chordSymbols[i].onset) }
        for i in barlines.indices { barlines[i].onset = move(barlines[i].onset) }
        for i in parts.indices {
            for j in parts[i].rests.indices {
                let rest = parts[i].rests[j]
                parts[i].rests[j].onset = move(rest.onset)
                parts[i].rests[j].duration = max(step, move(rest.onset + rest.duration) - move(rest.onset))
            }
        }
    }
}
