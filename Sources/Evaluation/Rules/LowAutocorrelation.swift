package import MuseMusic
package import MuseProtocols

/// The melody is not the same all along: its pitches do not foretell those one, two and three notes later.
///
/// With `r(k)` the correlation of the melody's MIDI numbers with those `k` notes later, each side about its own mean,
///
///     value = max |r(k)|, k = 1, 2, 3     satisfaction = 1 up to limit, (1 - value) / (1 - limit) above it
///
/// A lag whose notes are all alike on one side has no correlation and counts as 1; a tune of fewer than eight notes has a
/// value of 0.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, where every coefficient above 0.15 on a grid of steps is
/// punished. Neighbouring notes of folk tunes are nearer to each other than that: the default lets most of O'Neill's pass.
package struct LowAutocorrelation: Rule {
    static let limit = Setting<Double>("limit", in: 0...0.99, default: 0.8, "the largest correlation that is fine")
    package static let schema = Schema(
        "low_autocorrelation", "asks for a melody that is not like itself a few notes before", [limit])
    package let unit = "correlation"

    private let limit: Double

    package init(_ settings: Settings) throws { limit = try settings[Self.limit] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let pitches = Melody(score).tones.map { Double($0.midi) }
        guard pitches.count >= 8 else { return RuleMeasurement(value: 0, satisfaction: 1) }
        let largest = (1...3).map { abs(correlation(pitches.dropLast($0), pitches.dropFirst($0)) ?? 1) }.max() ?? 0
        return RuleMeasurement(value: largest, satisfaction: largest <= limit ? 1 : (1 - largest) / (1 - limit))
    }

    /// Pearson's; nil where one side does not vary.
    private func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double? {
        let count = Double(a.count)
        let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            ab += (x - meanA) * (y - meanB)
            aa += (x - meanA) * (x - meanA)
            bb += (y - meanB) * (y - meanB)
        }
        // Rounding may carry a perfect correlation past 1.
        return aa > 0 && bb > 0 ? min(1, max(-1, ab / (aa * bb).squareRoot())) : nil
    }
}
