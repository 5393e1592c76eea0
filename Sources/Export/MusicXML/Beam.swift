import MuseMusic

/// The state of a beam at a note, for one beam level.
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

/// Sets the beams of a measure according to its meter.
struct Beaming {
    private let groups: BeamGroups
    /// Beams of sixteenths and shorter notes do not cross multiples of this, in ticks.
    private let beat: Int

    init(_ meter: Meter, ticksPerQuarter: Int) {
        groups = BeamGroups(meter, ticksPerQuarter: ticksPerQuarter)
        let metric = meter.isFree ? ticksPerQuarter : meter.beatTicks(ticksPerQuarter)
        beat = max(1, meter.isCompound ? metric : max(metric, ticksPerQuarter))
    }

    /// Sets the beams of one lane's pieces in a measure.
    func mark(_ pieces: inout [Piece], _ measure: Measure) {
        var first = 0
        while first < pieces.count {
            let group = groups.group(at: place(pieces[first], measure))
            var end = first
            while end < pieces.count, canBeam(pieces[end]), groups.group(at: place(pieces[end], measure)) == group {
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
                    // The hook points to the note in the same beat.
                    case (false, false):
                        i == range.lowerBound || place(pieces[i], measure) % beat == 0 && i + 1 < range.upperBound
                            ? .forwardHook : .backwardHook
                    }
                pieces[i].beams.append(beam)
            }
        }
    }

    /// Whether the beam of `level` connects two neighbours.
    private func reaches(_ pieces: [Piece], _ a: Int, _ b: Int, _ level: Int, _ measure: Measure) -> Bool {
        guard (pieces[a].value?.beams ?? 0) >= level, (pieces[b].value?.beams ?? 0) >= level else { return false }
        return level == 1 || place(pieces[a], measure) / beat == place(pieces[b], measure) / beat
    }
}
