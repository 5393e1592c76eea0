package import MuseMusic
package import MuseProtocols

/// The tune has motifs: bars with several different pitches.
///
/// `value = satisfaction` is the share of the melody's notes that end a motif: at least `pitches` different pitches
/// begin within one bar's length up to and including the note. As in the source, notes within the first bar's length
/// end none.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, "motif": three different notes within a bar.
package struct Motifs: Rule {
    static let pitches = Setting<Int>(
        "pitches", in: 2...12, default: 3, "minimum number of different pitches in a motif")
    package static let schema = Schema("motifs", "bars contain several different pitches", [pitches])
    package let unit = "share of notes"

    private let pitches: Int

    package init(_ settings: Settings) throws { pitches = try settings[Self.pitches] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let tones = score.melody.tones
        let windows = MotifWindows(score, tones, pitches: pitches)
        return RuleMeasurement(share: tones.indices.count { windows.motif(endingAt: $0) != nil }, of: tones.count)
    }
}

/// A melody and a sliding window of one bar's length.
struct MotifWindows {
    private let score: Score
    private let tones: [Melody.Tone]
    private let pitches: Int

    init(_ score: Score, _ tones: [Melody.Tone], pitches: Int) {
        self.score = score
        self.tones = tones
        self.pitches = pitches
    }

    /// Returns the notes of the window that ends with a note if they are a motif, otherwise nil.
    func motif(endingAt last: Int) -> Range<Int>? {
        // Without a meter, a window is a whole note long.
        let bar =
            score.meters.value(at: tones[last].onset)?.barTicks(score.ticksPerQuarter) ?? 4 * score.ticksPerQuarter
        let start = tones[last].onset + tones[last].duration - bar
        guard start >= tones[0].onset else { return nil }
        var first = last
        while first > 0, tones[first - 1].onset >= start { first -= 1 }
        let different = Set(tones[first...last].map(\.midi)).count
        return different >= pitches ? first..<last + 1 : nil
    }
}
