import MuseMusic

/// The start of a tune that is already there, in terms of the grammar.
struct GivenMusic: Sendable {
    let key: Key
    let pickup: Pickup
    /// The beats of each full bar; nil for a bar that the grammar cannot express, such as one with rests, tuplets or
    /// accidentals.
    let bars: [[Beat]?]
    /// The end of the last bar, in ticks.
    let end: Int

    /// The notes that start in a beat.
    struct Beat: Hashable, Sendable {
        let cell: RhythmCell
        let steps: [Int]
    }

    /// - Parameter score: the unfinished tune, which ends with a bar line.
    /// - Returns: nil for music in another meter, without a key or of several parts.
    init?(_ score: Score, _ grammar: TuneGrammar) {
        guard let key = score.keys.first?.value, key.mode != .none, score.meters.map(\.value) == [grammar.meter],
            score.parts.count == 1
        else { return nil }
        self.key = key
        let bars = score.bars()
        end = bars.last?.end ?? 0
        let elements = score.parts[0].elements()
        let alterations = key.alterations
        func beats(of bar: Bar, length: Int) -> [Beat]? {
            var beats: [(durations: [Int], steps: [Int])] = []
            for element in elements where element.onset >= bar.start && element.onset < bar.end {
                guard element.notes.count == 1, element.tuplet == nil, let note = element.notes.first, !note.isTied,
                    element.end <= bar.end, Int(note.pitch.alter) == alterations[Int(note.pitch.step)]
                else { return nil }
                let beat = (element.onset - bar.start) / length
                guard beat == beats.count || beat == beats.count - 1 else { return nil }
                if beat == beats.count { beats.append(([], [])) }
                beats[beat].durations.append(element.duration)
                beats[beat].steps.append(note.pitch.staffPosition)
            }
            return beats.map { Beat(cell: RhythmCell(durations: $0.durations), steps: $0.steps) }
        }
        let first = bars.first.flatMap { $0.duration < grammar.barTicks && bars.count > 1 ? $0 : nil }
        let cells = first.flatMap { beats(of: $0, length: grammar.barTicks) }
        pickup = Pickup(cell: cells?.first?.cell)
        // The bar before a pickup is shorter by it.
        self.bars = bars.filter { 2 * $0.duration > grammar.barTicks }.map { bar in
            let read = bar.duration == grammar.barTicks ? beats(of: bar, length: grammar.beatTicks) : nil
            return read?.count == grammar.beats ? read : nil
        }
    }
}

extension Score {
    /// The start of this tune, continued by another one from the end of its last bar.
    ///
    /// - Parameters:
    ///   - given: what was read of this tune.
    ///   - other: a tune with at least as many full bars.
    ///   - barTicks: the length of a full bar.
    /// - Returns: nil if the other tune has no further music.
    func continued(_ given: GivenMusic, by other: Score, barTicks: Int) -> Score? {
        let full = other.bars().filter { 2 * $0.duration > barTicks }
        guard given.bars.count < full.count else { return nil }
        let cut = given.bars.isEmpty ? full[0].start : full[given.bars.count - 1].end
        let shift = given.end - cut
        var score = other
        for p in score.parts.indices where parts.indices.contains(p) {
            score.parts[p].notes =
                parts[p].notes.filter { $0.onset < given.end }
                + other.parts[p].notes.filter { $0.onset >= cut }.map { note in
                    var note = note
                    note.onset += shift
                    return note
                }
            score.parts[p].rests = parts[p].rests.filter { $0.onset < given.end }
        }
        func after<Value>(_ timeline: [Timed<Value>]) -> [Timed<Value>] {
            timeline.filter { $0.onset >= cut }.map { Timed($0.onset + shift, $0.value) }
        }
        score.meters = meters
        score.keys = keys
        score.header = header
        score.chordSymbols = chordSymbols.filter { $0.onset < given.end } + after(other.chordSymbols)
        score.barlines =
            barlines.filter { $0.onset <= given.end }
            + other.barlines.filter { $0.onset > cut }.map { line in
                var line = line
                line.onset += shift
                return line
            }
        return score
    }
}
