import MuseMusic

extension Score {
    /// Returns the score with times that can be notated. A performance from a MIDI file is quantised, on a grid chosen
    /// for each beat. A score that is notatable already, or at `notationTicksPerQuarter`, is returned unchanged.
    func notatable() -> Score {
        let range = 0..<1 << 40
        guard ticksPerQuarter != Self.notationTicksPerQuarter, (1...1 << 24).contains(ticksPerQuarter),
            // Times beyond these are rejected by the exporters.
            parts.allSatisfy({ $0.notes.allSatisfy { range.contains($0.onset) && range.contains($0.duration) } }),
            parts.contains(where: { $0.notes.contains { !Quantiser.isNotatable($0, ticksPerQuarter) } })
        else { return self }
        return Quantiser.score(self)
    }
}

/// Quantises a performance to times that can be notated.
///
/// For each part and beat (a quarter), the coarsest grid is chosen on which all notes start and end, or else on which
/// all start: within a hundredth of a quarter for sixteenths and triplets, exactly for finer grids. If there is none,
/// the timing is free, and onsets are moved to sixteenths or triplets, whichever are nearer. A note lasts at least one
/// step of its grid.
enum Quantiser {
    private static let quarter = Score.notationTicksPerQuarter
    /// Steps per quarter, in order of preference.
    private static let grids = [1, 2, 4, 3, 8, 6, 5, 16, 12]
    private static let tolerance = quarter / 100

    /// Whether a note is on a grid of 16ths or 24ths of a quarter and longer than 0.
    static func isNotatable(_ note: Note, _ ticksPerQuarter: Int) -> Bool {
        note.duration > 0
            && [16, 24].contains { steps in
                note.onset * steps % ticksPerQuarter == 0 && note.duration * steps % ticksPerQuarter == 0
            }
    }

    static func score(_ played: Score) -> Score {
        var score = played
        score.ticksPerQuarter = quarter
        let scale = { (tick: Int) in tick * quarter / played.ticksPerQuarter }
        // Everything but notes is moved to 32nd notes.
        let step = quarter / 8
        let place = { (tick: Int) in (scale(tick) + step / 2) / step * step }
        for i in score.meters.indices { score.meters[i].onset = place(score.meters[i].onset) }
        for i in score.keys.indices { score.keys[i].onset = place(score.keys[i].onset) }
        for i in score.tempos.indices { score.tempos[i].onset = place(score.tempos[i].onset) }
        for i in score.labels.indices { score.labels[i].onset = place(score.labels[i].onset) }
        for i in score.chordSymbols.indices { score.chordSymbols[i].onset = place(score.chordSymbols[i].onset) }
        for i in score.barlines.indices { score.barlines[i].onset = place(score.barlines[i].onset) }
        for i in score.parts.indices {
            for j in score.parts[i].rests.indices {
                let rest = score.parts[i].rests[j]
                score.parts[i].rests[j].onset = place(rest.onset)
                score.parts[i].rests[j].duration = max(step, place(rest.onset + rest.duration) - place(rest.onset))
            }
            for j in score.parts[i].notes.indices {
                let note = score.parts[i].notes[j]
                score.parts[i].notes[j].onset = scale(note.onset)
                score.parts[i].notes[j].duration = scale(note.end) - scale(note.onset)
            }
            score.parts[i].notes = PartGrid(score.parts[i].notes, halfTick: quarter / played.ticksPerQuarter / 2).moved(
                score.parts[i].notes)
        }
        return score
    }

    /// The grids of a part, beat by beat.
    private struct PartGrid {
        /// The steps of each beat in which notes start or end.
        private var steps: [Int: Int] = [:]

        /// - Parameter halfTick: half a tick of the file, in ticks of notation: the rounding error of its times.
        init(_ notes: [Note], halfTick: Int) {
            var times = notes.map { (time: $0.onset, isEnd: false) } + notes.map { (time: $0.end, isEnd: true) }
            times.sort { ($0.time, $0.isEnd ? 0 : 1) < ($1.time, $1.isEnd ? 0 : 1) }
            var first = 0
            while first < times.count {
                // An onset just before a beat belongs to it.
                let beat = (times[first].time + tolerance) / quarter
                var next = first
                while next < times.count, (times[next].time + tolerance) / quarter == beat { next += 1 }
                let inside = times[first..<next].map { (place: $0.time - beat * quarter, isEnd: $0.isEnd) }
                steps[beat] = Self.grid(
                    inside.map(\.place), starts: inside.filter { !$0.isEnd }.map(\.place), halfTick: halfTick)
                first = next
            }
        }

        private static func grid(_ all: [Int], starts: [Int], halfTick: Int) -> Int {
            func error(_ place: Int, _ grid: Int) -> Int {
                let step = quarter / grid
                let rest = (place + quarter) % step
                return min(rest, step - rest)
            }
            // Every time is near a fine grid, so a fine grid must fit exactly.
            let fits = { (places: [Int]) in
                grids.first { grid in
                    places.allSatisfy { error($0, grid) <= (grid <= 4 ? max(tolerance, halfTick) : halfTick) }
                }
            }
            if let grid = fits(all) { return grid }
            if !starts.isEmpty, let grid = fits(starts) { return max(grid, 4 % grid == 0 ? 4 : 1) }
            let binary = starts.reduce(0) { $0 + error($1, 4) }
            let ternary = starts.reduce(0) { $0 + error($1, 3) }
            // Sixteenths are finer, so times are nearer to them by chance: triplets must be nearer still.
            return ternary < binary ? 3 : 4
        }

        private func moved(_ time: Int) -> Int {
            let beat = (time + tolerance) / quarter
            let step = quarter / (steps[beat] ?? 4)
            return beat * quarter + max(0, time - beat * quarter + step / 2) / step * step
        }

        private func step(at time: Int) -> Int { quarter / (steps[time / quarter] ?? 4) }

        private func isWithinTuplet(_ time: Int) -> Bool {
            let steps = steps[time / quarter] ?? 4
            return time % quarter != 0 && steps & (steps - 1) != 0
        }

        func moved(_ notes: [Note]) -> [Note] {
            var result: [Note] = []
            result.reserveCapacity(notes.count)
            /// The last note placed, by voice and pitch.
            var last: [Int: Int] = [:]
            for var note in notes {
                let end = moved(note.end)
                note.onset = moved(note.onset)
                note.duration = max(end - note.onset, step(at: note.onset))
                note.isTied = false
                note.tuplet = nil
                let key = note.pitch.midi << 8 | Int(note.voice)
                if let before = last[key], result[before].end > note.onset {
                    if result[before].onset == note.onset {
                        result[before].duration = max(result[before].duration, note.duration)
                        continue
                    }
                    result[before].duration = note.onset - result[before].onset
                }
                last[key] = result.count
                result.append(note)
            }
            result = result.flatMap(pieces)
            return result.indices.sorted {
                (result[$0].onset, result[$0].voice, $0) < (result[$1].onset, result[$1].voice, $1)
            }.map { result[$0] }
        }

        /// Splits a note that crosses the edge of a triplet beat at the beat: no single note has such a length.
        private func pieces(of note: Note) -> [Note] {
            var cuts: [Int] = []
            let (onset, end) = (note.onset, note.end)
            let (next, last) = ((onset / quarter + 1) * quarter, end / quarter * quarter)
            if isWithinTuplet(onset), next < end { cuts.append(next) }
            if isWithinTuplet(end), last > onset, cuts.last != last { cuts.append(last) }
            if cuts.isEmpty { return [note] }
            var result: [Note] = []
            for (from, to) in zip([onset] + cuts, cuts + [end]) {
                var piece = note
                piece.onset = from
                piece.duration = to - from
                piece.isTied = to < end
                if from > onset { piece.marks = Marks() }
                result.append(piece)
            }
            return result
        }
    }
}
