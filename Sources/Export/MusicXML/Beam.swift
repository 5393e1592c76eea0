import MuseMusic

/// What a beam does at a note, on one of its levels.
enum Beam {
    case begin, middle, end, forwardHook, backwardHook

    var name: StaticString {
        switch self {
        case .begin: "begin"
        case .middle: "continue"
        case .end: "end"
        case .forwardHook: "forward hook"
        case .backwardHook: "backward hook"
        }
    }
}

/// The stretches of a bar within which notes are beamed together, by its meter.
struct BeamGroups {
    /// Where groups start, in ticks from the bar's start, and the length of a bar; the pattern comes again after it.
    private var starts: [Int] = [0]
    private var length: Int
    /// Beams of sixteenths and shorter do not cross multiples of this.
    let beat: Int

    init(_ meter: Meter, ticksPerQuarter: Int) {
        guard let bar = meter.barTicks(ticksPerQuarter), bar > 0 else {
            length = max(1, ticksPerQuarter)
            beat = max(1, ticksPerQuarter)
            return
        }
        length = bar
        let unit = 4 * ticksPerQuarter / meter.unit
        beat = max(1, meter.isCompound ? 3 * unit : max(unit, ticksPerQuarter))
        let units = Self.units(meter)
        starts = []
        var place = 0
        for count in units {
            starts.append(place)
            place += count * unit
        }
    }

    /// The lengths of the groups in the meter's units.
    private static func units(_ meter: Meter) -> [Int] {
        if meter.groups.count > 1 { return meter.groups }
        let beats = meter.beats
        switch (beats, meter.unit) {
        case (_, 8...) where meter.isCompound: return Array(repeating: 3, count: beats / 3)
        case (...4, 8...): return [beats]
        case (_, 8...):
            // 5/8 as 3+2, 7/8 as 3+2+2, 8/8 as 3+3+2.
            let threes = beats % 2 == 1 ? 1 : 2
            guard beats >= 3 * threes else { return [beats] }
            return Array(repeating: 3, count: threes) + Array(repeating: 2, count: (beats - 3 * threes) / 2)
        // Four eighths share a beam in common time.
        case (4, 4): return [2, 2]
        default: return Array(repeating: 1, count: beats)
        }
    }

    /// The group that holds a place in the bar.
    func group(at place: Int) -> Int {
        let (bar, rest) = (place / length, place % length)
        return bar * starts.count + (starts.lastIndex { $0 <= rest } ?? 0)
    }

    /// Sets the beams of one lane's pieces in a measure.
    func mark(_ pieces: inout [Piece], _ measure: Measure) {
        var first = 0
        while first < pieces.count {
            let group = self.group(at: place(pieces[first], measure))
            var end = first
            while end < pieces.count, canBeam(pieces[end]), self.group(at: place(pieces[end], measure)) == group {
                end += 1
                // A gap in a lane breaks the beam.
                if end < pieces.count, pieces[end].onset != pieces[end - 1].end { break }
            }
            if end - first > 1 { connect(&pieces, first..<end, measure) }
            first = max(end, first + 1)
        }
    }

    private func place(_ piece: Piece, _ measure: Measure) -> Int { piece.onset - measure.start + measure.phase }

    private func canBeam(_ piece: Piece) -> Bool { !piece.isRest && (piece.value?.beams ?? 0) > 0 }

    private func connect(_ pieces: inout [Piece], _ range: Range<Int>, _ measure: Measure) {
        for i in range {
            let count = pieces[i].value?.beams ?? 0
            for level in 1...count {
                let before = i > range.lowerBound && reaches(pieces, i - 1, i, level, measure)
                let after = i + 1 < range.upperBound && reaches(pieces, i, i + 1, level, measure)
                let beam: Beam =
                    switch (before, after) {
                    case (false, true): .begin
                    case (true, true): .middle
                    case (true, false): .end
                    // Towards the note that it shares a beat with.
                    case (false, false):
                        i == range.lowerBound || place(pieces[i], measure) % beat == 0 && i + 1 < range.upperBound
                            ? .forwardHook : .backwardHook
                    }
                pieces[i].beams.append(beam)
            }
        }
    }

    /// Whether the beam of `level` goes on between two neighbours.
    private func reaches(_ pieces: [Piece], _ a: Int, _ b: Int, _ level: Int, _ measure: Measure) -> Bool {
        guard (pieces[a].value?.beams ?? 0) >= level, (pieces[b].value?.beams ?? 0) >= level else { return false }
        return level == 1 || place(pieces[a], measure) / beat == place(pieces[b], measure) / beat
    }
}
