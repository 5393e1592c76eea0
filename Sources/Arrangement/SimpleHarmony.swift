package import MuseMusic

/// Chords for a melody without chord symbols, as a session player would strum along.
///
/// There is one chord per half bar, or per bar in 2/4 and where the number of beats is odd (3/4, 9/8). The chords are
/// those of the mode: I, IV, V and the relative minor in major, the tonic and the chords below and above it in modal
/// keys. The best sequence of them is found by dynamic programming. A chord gains by the notes of the melody that
/// belong to it, in proportion to their lengths, twice for the note on its beat, and loses by those that do not.
/// Changes cost something, more within a bar than at bar lines. The tune tends to end on the tonic, with the dominant
/// before it, if its last note belongs to the tonic chord.
///
/// A similar method for pop songs: Simon, Morris and Basu, "MySong", CHI 2008, https://doi.org/10.1145/1357054.1357169.
package enum SimpleHarmony {
    private struct Candidate {
        let chord: ChordSymbol
        let pitchClasses: [Int]
        let role: Role
        let cost: Double
    }

    private enum Role { case tonic, subdominant, dominant, other }

    /// A span with one chord.
    private struct Segment {
        let start: Int
        let end: Int
        let isBarStart: Bool
        /// Whether its chord is shown even if it does not change, because a repeat may jump here.
        let isSectionStart: Bool
        /// Whether a section of the form ends with it.
        let isSectionEnd: Bool
        let isInLastBar: Bool
    }

    /// Returns the chords, each where it changes or a section starts; none without a key, a meter or a melody.
    package static func chords(for score: Score) -> [Timed<ChordSymbol>] {
        let segments = segments(of: score)
        let tones = score.melody.tones
        guard !segments.isEmpty, !tones.isEmpty else { return [] }
        let candidates = segments.map { Self.candidates(score.keys.value(at: $0.start)) }
        guard candidates.allSatisfy({ !$0.isEmpty }) else { return [] }
        var result: [Timed<ChordSymbol>] = []
        for (segment, candidate) in zip(segments, best(candidates, segments, tones)) {
            if segment.isSectionStart || result.last?.value != candidate.chord {
                result.append(Timed(segment.start, candidate.chord))
            }
        }
        return result
    }

    private static func segments(of score: Score) -> [Segment] {
        let bars = MeteredBar.barsAcrossRepeats(of: score).filter { $0.origin == $0.start }
        let boundaries = Set(score.barlines.lazy.filter(\.isSectionBoundary).map(\.onset))
        var result: [Segment] = []
        for (i, bar) in bars.enumerated() {
            let beats = bar.meter.bar / bar.meter.beat
            let length = beats % 2 == 0 && bar.meter.bar > 2 * score.ticksPerQuarter ? bar.meter.bar / 2 : bar.meter.bar
            for start in stride(from: bar.start, to: bar.end, by: max(1, length)) {
                let end = min(start + length, bar.end)
                result.append(
                    Segment(
                        start: start, end: end, isBarStart: start == bar.start,
                        isSectionStart: start == bar.start && (i == 0 || boundaries.contains(start)),
                        isSectionEnd: boundaries.contains(end), isInLastBar: i == bars.count - 1))
            }
        }
        return result
    }

    /// The chords of a key; none for music without a mode.
    private static func candidates(_ key: Key?) -> [Candidate] {
        guard let key else { return [] }
        // The root as steps on the line of fifths above the tonic, the kind, the role and the cost of an unusual chord.
        let chords: [(fifths: Int, kind: String, role: Role, cost: Double)] =
            switch key.mode {
            case .major:
                [(0, "", .tonic, 0), (-1, "", .subdominant, 0), (1, "", .dominant, 0), (3, "m", .other, 0.25)]
            case .lydian: [(0, "", .tonic, 0), (2, "", .subdominant, 0), (1, "", .dominant, 0), (3, "m", .other, 0.25)]
            case .mixolydian: [(0, "", .tonic, 0), (-1, "", .subdominant, 0), (-2, "", .dominant, 0)]
            case .dorian:
                [(0, "m", .tonic, 0), (-1, "", .subdominant, 0.1), (-2, "", .dominant, 0), (1, "m", .other, 0.2)]
            case .minor:
                [
                    (0, "m", .tonic, 0), (-1, "m", .subdominant, 0), (-2, "", .dominant, 0), (1, "", .dominant, 0.35),
                    (-4, "", .other, 0.15), (-3, "", .other, 0.15),
                ]
            case .phrygian: [(0, "m", .tonic, 0), (-5, "", .dominant, 0), (-2, "m", .other, 0.1)]
            case .locrian, .none: []
            }
        return chords.map {
            let chord = ChordSymbol(root: Transposition(fifths: $0.fifths)(key.tonic), kind: $0.kind)
            return Candidate(
                chord: chord, pitchClasses: chord.intervals.map { (chord.root.semitone + $0) % 12 }, role: $0.role,
                cost: $0.cost)
        }
    }

    /// The sequence of candidates with the highest sum, by the Viterbi algorithm; of equal ones, the first.
    private static func best(
        _ candidates: [[Candidate]], _ segments: [Segment], _ tones: [Melody.Tone]
    ) -> [Candidate] {
        var scores: [Double] = []
        var origins: [[Int]] = []
        for (i, segment) in segments.enumerated() {
            let notes = tones.filter { $0.onset < segment.end && $0.end > segment.start }
            let closes = closes(candidates[i], on: tones[tones.count - 1])
            let isCadence = i + 1 < segments.count && segments[i + 1].isInLastBar && !segment.isInLastBar
            let next = candidates[i].map { candidate in
                let own =
                    fit(candidate, notes, segment) - candidate.cost
                    + (closes ? ending(candidate, segment, isCadence: isCadence) : 0)
                guard i > 0 else { return (own + (candidate.role == .tonic ? 0.3 : 0), 0) }
                let sums = candidates[i - 1].indices.map {
                    scores[$0] - change(from: candidates[i - 1][$0], to: candidate, segment)
                }
                let origin = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
                return (own + sums[origin], origin)
            }
            scores = next.map(\.0)
            origins.append(next.map(\.1))
        }
        var place = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
        var path: [Candidate] = []
        for i in segments.indices.reversed() {
            path.append(candidates[i][place])
            place = origins[i][place]
        }
        return path.reversed()
    }

    /// How well a chord fits the melody, from -0.7 to 1.
    private static func fit(_ candidate: Candidate, _ tones: [Melody.Tone], _ segment: Segment) -> Double {
        var (sum, weights) = (0.0, 0.0)
        for tone in tones {
            let length = min(tone.end, segment.end) - max(tone.onset, segment.start)
            let weight = Double(length) * (tone.onset == segment.start ? 2 : 1)
            weights += weight
            switch candidate.pitchClasses.firstIndex(of: tone.midi % 12) {
            case 0: sum += weight
            case 1: sum += 0.9 * weight
            case .some: sum += 0.8 * weight
            case nil: sum -= 0.7 * weight
            }
        }
        return weights > 0 ? sum / weights : 0
    }

    private static func change(from last: Candidate, to next: Candidate, _ segment: Segment) -> Double {
        if last.chord == next.chord { return 0 }
        let isBackward = last.role == .dominant && next.role == .subdominant
        return (segment.isBarStart ? 0.1 : 0.35) + (isBackward ? 0.25 : 0)
    }

    /// Whether the tune can close on the tonic.
    private static func closes(_ candidates: [Candidate], on tone: Melody.Tone) -> Bool {
        candidates.contains { $0.role == .tonic && $0.pitchClasses.contains(tone.midi % 12) }
    }

    /// What a chord gains by closing the tune or a section.
    private static func ending(_ candidate: Candidate, _ segment: Segment, isCadence: Bool) -> Double {
        switch candidate.role {
        case .tonic where segment.isInLastBar: 3
        case .dominant where isCadence: 1.5
        case .tonic where segment.isSectionEnd: 0.4
        case .dominant where segment.isSectionEnd: 0.2
        default: 0
        }
    }
}
