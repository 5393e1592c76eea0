import MuseMusic

/// The position up to which each timeline of a score has been written. Values from the start are in the header.
struct ABCTimelines {
    private var meters: Int
    private var keys: Int
    private var tempos: Int
    private var clefs: Int
    private var labels = 0
    private var endings = 0
    /// The tick of the next value to write, or an earlier one.
    private(set) var next = 0

    var keysPassed: Int { keys }

    init(_ score: Score, _ part: Part) {
        clefs = part.clefs.firstIndex { $0.onset > 0 } ?? part.clefs.count
        meters = score.meters.firstIndex { $0.onset > 0 } ?? score.meters.count
        keys = score.keys.firstIndex { $0.onset > 0 } ?? score.keys.count
        tempos = score.tempos.firstIndex { $0.onset > 0 } ?? score.tempos.count
    }

    mutating func meter(at onset: Int, _ score: Score) -> Meter? { Self.take(score.meters, &meters, at: onset) }
    mutating func key(at onset: Int, _ score: Score) -> Key? { Self.take(score.keys, &keys, at: onset) }
    mutating func tempo(at onset: Int, _ score: Score) -> Tempo? { Self.take(score.tempos, &tempos, at: onset) }

    mutating func clef(at onset: Int, _ part: Part) -> Clef? { Self.take(part.clefs, &clefs, at: onset) }

    func hasLabel(at onset: Int, _ score: Score) -> Bool {
        labels < score.labels.count && score.labels[labels].onset <= onset
    }

    mutating func label(at onset: Int, _ score: Score) -> String? {
        guard hasLabel(at: onset, score) else { return nil }
        labels += 1
        return score.labels[labels - 1].value
    }

    mutating func ending(at onset: Int, _ bars: [ABCBarline]) -> Barline? {
        while endings < bars.count, bars[endings].line.onset <= onset {
            endings += 1
            if bars[endings - 1].isLoneEnding { return bars[endings - 1].line }
        }
        return nil
    }

    mutating func advance(_ score: Score, _ part: Part, _ bars: [ABCBarline], labels includesLabels: Bool) {
        while endings < bars.count, !bars[endings].isLoneEnding { endings += 1 }
        next = .max
        if meters < score.meters.count { next = min(next, score.meters[meters].onset) }
        if keys < score.keys.count { next = min(next, score.keys[keys].onset) }
        if tempos < score.tempos.count { next = min(next, score.tempos[tempos].onset) }
        if clefs < part.clefs.count { next = min(next, part.clefs[clefs].onset) }
        if endings < bars.count { next = min(next, bars[endings].line.onset) }
        if includesLabels, labels < score.labels.count { next = min(next, score.labels[labels].onset) }
    }

    /// Advances to `onset` and returns the last value passed, if any.
    private static func take<V>(_ timeline: [Timed<V>], _ index: inout Int, at onset: Int) -> V? {
        var value: V?
        while index < timeline.count, timeline[index].onset <= onset {
            value = timeline[index].value
            index += 1
        }
        return value
    }
}
