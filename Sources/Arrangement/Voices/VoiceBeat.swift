import MuseMusic

/// A beat of a melody with the chord in force.
struct VoiceBeat {
    let start: Int
    let end: Int
    let key: Key
    let isBarStart: Bool
    let isCompound: Bool
    /// Whether the chord changes on this beat.
    let isChange: Bool
    /// Whether the tune ends with it.
    let isLast: Bool
    /// The chord's pitch classes, the root first; the bass of the symbol, if it has one, replaces the root.
    let chord: [Int]
    /// The lowest MIDI number of the melody that sounds when the beat begins; nil for a rest.
    let melody: Int?

    /// The beats of the bars of a score, without pickups of less than half a bar; empty without chord symbols.
    static func beats(of score: Score) -> [VoiceBeat] {
        let spans = score.harmonicSpans(every: .beat)
        let tones = score.melody
        var result: [VoiceBeat] = []
        for (i, span) in spans.enumerated() {
            guard let symbol = score.chordSymbols.value(at: span.start) ?? score.chordSymbols.first?.value else {
                return []
            }
            var chord = symbol.intervals.map { (symbol.root.semitone + $0) % 12 }
            if let bass = symbol.bass { chord = [bass.semitone] + chord.filter { $0 != bass.semitone } }
            let sounding = tones.last(before: span.start + 1).flatMap { $0.end > span.start ? $0.midi : nil }
            result.append(
                VoiceBeat(
                    start: span.start, end: span.end, key: span.key, isBarStart: span.beat == .barStart,
                    isCompound: score.meters.value(at: span.start)?.isCompound ?? false,
                    isChange: result.last?.chord != chord, isLast: i + 1 == spans.count, chord: chord,
                    melody: sounding))
        }
        return result
    }

    /// The note of the scale between two notes a third apart; nil for other intervals, or if there is none.
    func passing(from low: Int, to high: Int) -> Int? {
        guard (3...4).contains(abs(high - low)) else { return nil }
        let scale = Set(key.pitchClasses)
        return (min(low, high) + 1..<max(low, high)).first { scale.contains($0 % 12) }
    }
}
