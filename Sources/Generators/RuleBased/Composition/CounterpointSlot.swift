import MuseMusic

/// The time of one note of a second voice, and the melody above it.
struct CounterpointSlot: Sendable {
    let onset: Int
    let end: Int
    /// The MIDI number of the melody when the slot begins.
    let melody: Int
    /// The lowest MIDI number of the melody in the slot.
    let lowest: Int
    /// The MIDI number of the melody just before the slot ends.
    let melodyAtEnd: Int
    let chord: ScaleChord?
    /// Whether it is the first note against a note of the melody.
    let isStrong: Bool
    var isSectionStart = false
    /// Whether a section closes with it.
    var isClose = false

    /// The slots of a melody: a slot begins with each note that begins on a beat, for the second species divided into
    /// two halves. Pickups have none.
    ///
    /// - Parameter score: a melody in full bars, except for pickups and the bars that they shorten.
    static func slots(of score: Score, _ species: SecondVoiceRule.Species, in key: Key) -> [CounterpointSlot] {
        let melody = score.melody
        guard let meter = score.meters.first?.value, let full = meter.barTicks(score.ticksPerQuarter) else { return [] }
        let beat = meter.beatTicks(score.ticksPerQuarter)
        var slots: [CounterpointSlot] = []
        for bar in score.bars() where 2 * bar.duration >= full {
            let tones = melody.tones(in: bar)
            let starts = [bar.start] + tones.map(\.onset).filter { $0 > bar.start && ($0 - bar.start) % beat == 0 }
            for (start, end) in zip(starts, starts.dropFirst() + [bar.end]) {
                let half = (end - start) % 2 == 0 ? (end - start) / 2 : end - start
                let isDivided =
                    species == .second && half >= RhythmCell.eighth && bar.closing?.isSectionBoundary != true
                for (onset, next) in isDivided ? [(start, start + half), (start + half, end)] : [(start, end)] {
                    guard let now = melody.last(before: onset + 1), let last = melody.last(before: next) else {
                        continue
                    }
                    slots.append(
                        CounterpointSlot(
                            onset: onset, end: next, melody: now.midi,
                            lowest: melody.tones(from: onset, to: next).map(\.midi).min().map { min($0, now.midi) }
                                ?? now.midi, melodyAtEnd: last.midi,
                            chord: score.chordSymbols.value(at: onset).flatMap { ScaleChord($0, in: key) },
                            isStrong: onset == start))
                }
            }
            if bar.closing?.isSectionBoundary ?? true, !slots.isEmpty { slots[slots.count - 1].isClose = true }
        }
        for i in slots.indices where i == 0 || slots[i - 1].isClose { slots[i].isSectionStart = true }
        return slots
    }
}
