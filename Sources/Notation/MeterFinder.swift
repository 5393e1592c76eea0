import MuseMusic

/// Finds the meter of music without one: the meter with the most probable bars.
///
/// To the score of `BarPath` it adds how often the meter occurs, and how many notes recur after 1, 2, 4 or 8 bars: the
/// parallelism of metrical preference rule 1 (Lerdahl and Jackendoff 1983), measured by autocorrelation.
///
/// Source: Brown, "Determination of the meter of musical scores by autocorrelation", JASA 1993.
enum MeterFinder {
    /// Meters with the natural logarithms of their prior probabilities, weighted.
    private static let candidates: [(meter: Meter, prior: Double)] = [
        (Meter(4, 4), -2.7), (Meter(6, 8), -3.3), (Meter(2, 4), -5.1), (Meter(3, 4), -8.1), (Meter(9, 8), -11.1),
        (Meter(3, 8), -15),
    ]

    /// - Parameter onsets: in order of time; at least one.
    static func meter(_ onsets: [BarPath.Onset]) -> Meter {
        var best: (meter: Meter, score: Double) = (Meter(4, 4), -.infinity)
        for candidate in candidates {
            guard let model = MetricalModel(candidate.meter) else { continue }
            let path = BarPath.fitted(onsets, model)
            let score = path.score + candidate.prior + 1.5 * recurring(onsets, bar: model.length)
            if score > best.score { best = (candidate.meter, score) }
        }
        return best.meter
    }

    /// The number of notes that recur after some number of bars.
    private static func recurring(_ onsets: [BarPath.Onset], bar: Int) -> Double {
        var most = 0.0
        for bars in [1, 2, 4, 8] {
            var earlier = 0
            var (equal, all) = (0, 0)
            for onset in onsets where onset.step - bars * bar >= 0 {
                let step = onset.step - bars * bar
                all += 1
                while earlier < onsets.count, onsets[earlier].step < step { earlier += 1 }
                if earlier < onsets.count, onsets[earlier].step == step, onsets[earlier].pitch == onset.pitch {
                    equal += 1
                }
            }
            if all >= 8 { most = max(most, Double(equal) / Double(all)) }
        }
        return most * Double(onsets.count)
    }
}
