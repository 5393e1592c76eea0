package import MuseMusic
package import MuseProtocols

/// The tune repeats neither one note nor one bar many times in a row.
///
/// `value` is the longest run `n` of notes with the same pitch (tied notes are one, rests between notes are ignored).
/// `satisfaction = min(1, notes / n) · min(1, bars / b)`, where `b` is the longest run of bars with the same notes and
/// rhythm, as written.
package struct NoLongRepetition: Rule {
    static let notes = Setting<Int>(
        "notes", in: 1..., default: 3, unit: "notes", "longest run of equal pitches that is not penalised")
    static let bars = Setting<Int>(
        "bars", in: 1..., default: 2, unit: "bars", "longest run of equal bars that is not penalised")
    package static let schema = Schema(
        "no_long_repetition", "no note and no bar is repeated many times in a row", [notes, bars])
    package let unit = "notes"

    private let notes: Int
    private let bars: Int

    package init(_ settings: Settings) throws {
        notes = try settings[Self.notes]
        bars = try settings[Self.bars]
    }

    package func measure(_ score: Score) -> RuleMeasurement {
        let melody = score.melody
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

    /// Returns the length of the longest run in which each item matches the previous one.
    private func longestRun<T>(_ items: [T], _ matches: (T, T) -> Bool) -> Int {
        var longest = items.isEmpty ? 0 : 1
        var run = longest
        for i in items.indices.dropFirst() {
            run = matches(items[i - 1], items[i]) ? run + 1 : 1
            longest = max(longest, run)
        }
        return longest
    }
}
