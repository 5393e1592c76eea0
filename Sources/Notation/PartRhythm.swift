import MuseMusic

/// The notes of a part, moved to the places that `RhythmTree` finds for each beat.
struct PartRhythm {
    /// In the order of the notes given; onset and duration in ticks of notation.
    private(set) var notes: [Note]
    /// The tuplets, in order of time.
    private(set) var groups: [RhythmTree.Group] = []

    private var limits: RhythmTree.Limits
    private static let quarter = Score.notationTicksPerQuarter

    /// - Parameters:
    ///   - notes: in order of onset.
    ///   - times: the performed onset and end of each note, in ticks of notation.
    ///   - isLegato: whether the ends are a matter of articulation, so that notes last until the next one.
    init(
        _ notes: [Note], times: [(onset: Double, end: Double)], _ beats: Beats, _ limits: RhythmTree.Limits,
        isLegato: Bool
    ) {
        self.notes = notes
        self.limits = limits
        guard !notes.isEmpty else { return }
        var points = notes.indices.map { (time: times[$0].onset, note: $0, isEnd: false) }
        if !isLegato { points += notes.indices.map { (time: times[$0].end, note: $0, isEnd: true) } }
        // A note ends before the next one starts.
        points.sort {
            ($0.time, $0.isEnd ? 0 : 1, notes[$0.note].pitch.midi, $0.note)
                < ($1.time, $1.isEnd ? 0 : 1, notes[$1.note].pitch.midi, $1.note)
        }
        let all = points.map {
            RhythmTree.Point(
                time: $0.time, weight: $0.isEnd ? 0.5 : 1, pitch: $0.isEnd ? nil : notes[$0.note].pitch.midi)
        }
        var ends = [Int](repeating: -1, count: notes.count)
        var first = 0
        for beat in beats.spans where first < all.count {
            var next = first
            while next < all.count, all[next].time < Double(beat.upperBound) { next += 1 }
            guard next > first else { continue }
            let tree = RhythmTree(all[first..<next], start: beat.lowerBound, end: beat.upperBound, limits)
            for (i, place) in tree.places.enumerated() {
                let point = points[first + i]
                if point.isEnd { ends[point.note] = place } else { self.notes[point.note].onset = place }
            }
            groups += tree.groups
            first = next
        }
        separateUnisons(times)
        if isLegato { ends = legatoEnds(times) }
        for i in notes.indices {
            let onset = self.notes[i].onset
            self.notes[i].duration = max(ends[i], onset + shortest(at: onset)) - onset
            self.notes[i].isTied = false
            self.notes[i].tuplet = nil
        }
        cutUnisons()
    }

    /// Moves a note whose pitch starts at the same place once more to the next place, if they were played one after the
    /// other.
    private mutating func separateUnisons(_ times: [(onset: Double, end: Double)]) {
        var last: [Int: Int] = [:]
        for i in notes.indices {
            let key = notes[i].pitch.midi << 8 | Int(notes[i].voice)
            if let before = last[key], notes[i].onset <= notes[before].onset, times[i].onset > times[before].onset {
                notes[i].onset = notes[before].onset + shortest(at: notes[before].onset)
            }
            last[key] = i
        }
    }

    /// Ends each note where the next one of its pitch starts, so that they do not overlap.
    private mutating func cutUnisons() {
        var last: [Int: Int] = [:]
        for i in notes.indices {
            let key = notes[i].pitch.midi << 8 | Int(notes[i].voice)
            if let before = last[key], notes[before].end > notes[i].onset, notes[before].onset < notes[i].onset {
                notes[before].duration = notes[i].onset - notes[before].onset
            }
            last[key] = i
        }
    }

    /// The ends of notes of which only the onsets are rhythmical: at the next onset if little is missing or too much,
    /// otherwise at the nearest sixteenth.
    private func legatoEnds(_ times: [(onset: Double, end: Double)]) -> [Int] {
        let onsets = Array(Set(notes.map(\.onset))).sorted()
        return notes.indices.map { i in
            let onset = notes[i].onset
            // The place of the performed end, from the placed onset.
            let end = Double(onset) + times[i].end - times[i].onset
            let length = end - Double(onset)
            // The last note has the beat after it as its limit.
            let beat = (Int(end - Self.tolerance) / Self.quarter + 1) * Self.quarter
            let next = onsets.first(after: max(end - Self.tolerance, Double(onset) + 0.5)) ?? beat
            // A stroke, which has no length of its own.
            if length < Double(Self.quarter) / 16 { return min(next, onset + Self.quarter) }
            if let next = onsets.first(after: Double(onset) + 0.5), Double(next) < end,
                end - Double(next) <= 0.2 * length, end - Double(next) < Double(Self.quarter) / 4
            {
                return next
            }
            if Double(next) - end <= 0.55 * Double(next - onset),
                Double(next) - end < Double(Self.quarter)
            {
                return next
            }
            let step = groups.contains { $0.start < Int(end) && Int(end) < $0.end } ? 3 : 4
            let grid = max(Self.quarter / step, limits.shortest)
            return Int((end / Double(grid)).rounded()) * grid
        }
    }

    private static let tolerance = Double(quarter) / 16

    /// The shortest note at a place: a note of the tuplet there, or else the nearest binary division.
    private func shortest(at onset: Int) -> Int {
        if let group = groups.last(where: { $0.start <= onset && onset < $0.end }) {
            return (group.end - group.start) / group.actual
        }
        let step = [Self.quarter / 4, Self.quarter / 8, Self.quarter / 16].first { onset % $0 == 0 }
        return max(step ?? Self.quarter / 32, limits.shortest)
    }
}

extension [Int] {
    /// The first element above a number, in an array in ascending order.
    fileprivate func first(after time: Double) -> Int? {
        let index = partitioningIndex { Double($0) > time }
        return index < count ? self[index] : nil
    }
}
