package import MuseMusic
package import MuseProtocols

/// The tune does not stick: neither to one note nor to one bar.
///
/// `value` is the longest run `n` of notes of the same pitch (tied notes are one, rests between do not matter).
/// `satisfaction = min(1, notes / n) · min(1, bars / b)`, where `b` is the longest run of bars with the same notes in
/// the same rhythm, as written.
package struct NoLongRepetition: Rule {
    static let notes = Setting<Int>(
        "notes", in: 1..., default: 3, unit: "notes", "as many notes of one pitch in a row are fine")
    static let bars = Setting<Int>("bars", in: 1..., default: 2, unit: "bars", "as many equal bars in a row are fine")
    package static let schema = Schema(
        "no_long_repetition", "asks for a tune that sticks neither to a note nor to a bar", [notes, bars])
    package let unit = "notes"

    private let notes: Int
    private let bars: Int

    package init(_ settings: Settings) throws {
        notes = try settings[Self.notes]
        bars = try settings[Self.bars]
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = Melody(score)
        let noteRun = longestRun(melody.tones) { $0.midi == $1.midi }
        let barRun = longestRun(score.bars()) { a, b in
            guard a.duration == b.duration else { return false }
            let (first, second) = (melody.tones(in: a), melody.tones(in: b))
            return !first.isEmpty && first.count == second.count
                && zip(first, second).allSatisfy {
                    $0.midi == $1.midi && $0.duration == $1.duration && $0.onset - a.start == $1.onset - b.start
                }
        }
        let satisfaction = limit(noteRun, to: notes) * limit(barRun, to: bars)
        return RuleMeasurement(value: Double(noteRun), satisfaction: satisfaction)
    }

    private func limit(_ run: Int, to most: Int) -> Double { run > most ? Double(most) / Double(run) : 1 }

    /// The length of the longest stretch of which each item is like the one before it.
    private func longestRun<T>(_ items: [T], _ isLike: (T, T) -> Bool) -> Int {
        var longest = items.isEmpty ? 0 : 1
        var run = longest
        for i in items.indices.dropFirst() {
            run = isLike(items[i - 1], items[i]) ? run + 1 : 1
            longest = max(longest, run)
        }
        return longest
    }
}
