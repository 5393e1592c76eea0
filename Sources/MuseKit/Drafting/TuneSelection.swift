import MuseCorpus
import MuseEvaluation
import MuseMusic
import MuseProtocols

/// The tunes that a drafted recipe learns from, and the header values by which they are selected.
struct TuneSelection {
    private(set) var scores: [Score]
    private(set) var conditions: [(field: HeaderFilter.Field, value: String)] = []

    init(_ scores: [Score]) { self.scores = scores }

    /// Keeps the tunes with a value in a header field.
    ///
    /// - Parameter atLeast: the number of tunes below which nothing changes.
    mutating func keep(_ field: HeaderFilter.Field, _ value: String, atLeast: Int = 1) {
        guard let condition = HeaderFilter.Condition(header: field.rawValue, values: [value]) else { return }
        let kept = scores.filter(condition.holds)
        guard kept.count >= atLeast else { return }
        scores = kept
        conditions.append((field, value))
    }

    /// The most frequent rhythm; nil if no tune has one.
    var rhythm: String? {
        mostFrequent(scores.map { Rhythm.normalized($0.header.rhythm) }.filter { !$0.isEmpty })?.value
    }

    /// The most frequent first meter; nil in free time.
    var meter: Meter? { mostFrequent(scores.compactMap { $0.meters.first?.value }.filter { !$0.isFree })?.value }

    /// The most frequent first key; nil if no tune has one.
    var key: Key? {
        mostFrequent(
            scores.compactMap { $0.keys.first?.value }.filter { $0.mode != .none && $0.accidentals.isEmpty })?.value
    }

    /// The form of at least a quarter of the tunes, the most frequent one; nil if there is none.
    var form: TuneForm? {
        mostFrequent(scores.compactMap(TuneForm.init)).flatMap { 4 * $0.count >= scores.count ? $0.value : nil }
    }

    /// The most frequent number of bars as written; nil without bars.
    var bars: Int? {
        mostFrequent(scores.map { $0.sections().reduce(0) { $0 + $1.bars.count } }.filter { $0 > 0 })?.value
    }

    /// The MIDI numbers between which 98 % of the notes are; nil without notes.
    var range: ClosedRange<Int>? {
        let pitches = scores.flatMap { $0.melody.tones.map(\.midi) }.sorted()
        guard !pitches.isEmpty else { return nil }
        let edge = pitches.count / 100
        return pitches[edge]...pitches[pitches.count - 1 - edge]
    }
}

/// The form that a tune is written in.
struct TuneForm: Hashable {
    /// The bars of each section.
    let sections: [Int]
    let repeats: Plan.Section.Repeat

    /// nil for a tune without repeats that is one section, with sections of a single bar, or of which only some are
    /// repeated.
    init?(_ score: Score) {
        let found = score.sections()
        sections = found.map(\.bars.count)
        guard !sections.isEmpty, sections.count <= 8, sections.allSatisfy({ (2...64).contains($0) }) else { return nil }
        let repeated = found.count { $0.bars.last?.closing?.endsRepeat == true || !$0.laterEndings.isEmpty }
        guard repeated == found.count || repeated == 0 && found.count > 1 else { return nil }
        repeats = repeated == 0 ? .none : found.contains { !$0.laterEndings.isEmpty } ? .either : .signs
    }
}

/// The most frequent value and its count, the first of equally frequent ones; nil if there are no values.
private func mostFrequent<Value: Hashable>(_ values: [Value]) -> (value: Value, count: Int)? {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let most = counts.values.max()
    return values.first { counts[$0] == most }.map { ($0, most ?? 0) }
}
