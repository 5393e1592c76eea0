package import MuseMusic
package import MuseProtocols

/// The melody varies: its pitches are not strongly correlated with those one, two and three notes later.
///
/// With `r(k)` the Pearson correlation of the melody's MIDI numbers with those `k` notes later,
///
///     value = max |r(k)|, k = 1, 2, 3     satisfaction = 1 up to limit, (1 - value) / (1 - limit) above it
///
/// A lag at which one side has no variance counts as 1; a tune of fewer than eight notes has a value of 0.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, where every coefficient above 0.15 on a grid of steps
/// is penalised. Neighbouring notes of folk tunes are more strongly correlated: with the default, most of O'Neill's
/// tunes are not penalised.
package struct LowAutocorrelation: Rule {
    static let limit = Setting<Double>("limit", in: 0...0.99, default: 0.8, "largest correlation that is not penalised")
    package static let schema = Schema(
        "low_autocorrelation", "pitches are not strongly correlated with those one to three notes later", [limit])
    package let unit = "correlation"

    private let limit: Double

    package init(_ settings: Settings) throws { limit = try settings[Self.limit] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let pitches = score.melody.tones.map { Double($0.midi) }
        guard pitches.count >= 8 else { return RuleMeasurement(value: 0, satisfaction: 1) }
        let largest = (1...3).map { abs(correlation(pitches.dropLast($0), pitches.dropFirst($0)) ?? 1) }.max() ?? 0
        return RuleMeasurement(value: largest, satisfaction: largest <= limit ? 1 : (1 - largest) / (1 - limit))
    }

    /// Pearson's correlation; nil if one side has no variance.
    private func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double? {
        let count = Double(a.count)
        let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            ab += (x - meanA) * (y - meanB)
            aa += (x - meanA) * (x - meanA)
            bb += (y - meanB) * (y - meanB)
        }
        // Rounding may push a perfect correlation beyond 1.
        return aa > 0 && bb > 0 ? min(1, max(-1, ab / (aa * bb).squareRoot())) : nil
    }
}
