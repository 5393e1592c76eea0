import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

/// Samplers that depend on the shape of the distribution: probabilities in, probabilities out.
@Suite struct TruncationTests {
    struct Case: Sendable {
        let settings: KeyValuePairs<String, String>
        let before, after: [Double]

        init(_ settings: KeyValuePairs<String, String>, _ before: [Double], _ after: [Double]) {
            self.settings = settings
            self.before = before
            self.after = after
        }

        static func e(_ scores: Double...) -> [Double] { scores.map { exp($0) } }

        /// Probabilities in proportion to weights, and some of 0 after them.
        static func normalized(_ weights: [Double], _ zeros: Int) -> [Double] {
            weights.map { $0 / weights.reduce(0, +) } + [Double](repeating: 0, count: zeros)
        }
    }

    static let cases: [Case] = [
        // The entropy is 1.213 nats; the surprises are 0.693, 1.386, 2.079 and 2.079. The tie is kept whole.
        Case(["type": "typical", "mass": "0.2"], [0.5, 0.25, 0.125, 0.125], [0, 1, 0, 0]),
        Case(["type": "typical", "mass": "0.7"], [0.5, 0.25, 0.125, 0.125], [2.0 / 3, 1.0 / 3, 0, 0]),
        Case(["type": "typical", "mass": "0.8"], [0.5, 0.25, 0.125, 0.125], [0.5, 0.25, 0.125, 0.125]),
        Case(["type": "typical", "mass": "1"], [0.9, 0.1], [0.9, 0.1]),
        // Scores 0, -1, -2, -3: σ = √1.25 = 1.118.
        Case(["type": "top_n_sigma", "n": "1"], Case.e(0, -1, -2, -3), Case.normalized(Case.e(0, -1), 2)),
        Case(["type": "top_n_sigma", "n": "2"], Case.e(0, -1, -2, -3), Case.normalized(Case.e(0, -1, -2), 1)),
        Case(["type": "top_n_sigma"], [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]),
        Case(["type": "epsilon", "cutoff": "0.2"], [0.5, 0.3, 0.15, 0.05], [0.625, 0.375, 0, 0]),
        Case(["type": "epsilon", "cutoff": "0.3"], [0.5, 0.3, 0.15, 0.05], [0.625, 0.375, 0, 0]),
        Case(["type": "epsilon", "cutoff": "0.9"], [0.4, 0.4, 0.2], [0.5, 0.5, 0]),
        // The entropy of a fair choice among 4 is ln 4: the threshold is min(0.81, 0.9 / 4).
        Case(["type": "eta", "cutoff": "0.81"], [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]),
        // A certain step: the threshold is min(0.04, 0.2 · e⁻⁰·⁰⁹⁸).
        Case(["type": "eta", "cutoff": "0.04"], [0.98, 0.02], [1, 0]),
        // 0.4 and 0.3 reach the threshold; the less probable one stays. Ties of it stay as well.
        Case(
            ["type": "xtc", "probability": "1", "threshold": "0.25"], [0.4, 0.3, 0.2, 0.1],
            [0, 0.5, 1.0 / 3, 1.0 / 6]
        ),
        Case(["type": "xtc", "probability": "1", "threshold": "0.2"], [0.6, 0.2, 0.2], [0, 0.5, 0.5]),
        Case(["type": "xtc", "probability": "1", "threshold": "0.45"], [0.4, 0.3, 0.3], [0.4, 0.3, 0.3]),
        Case(["type": "xtc", "probability": "0"], [0.4, 0.3, 0.3], [0.4, 0.3, 0.3]),
        // The limit is 2 · 0.75 = 1.5 bits; the surprises are 1, 2 and 2 bits.
        Case(["type": "mirostat", "surprise": "0.75"], [0.5, 0.25, 0.25], [1, 0, 0]),
        Case(["type": "mirostat", "surprise": "0"], [0.25, 0.375, 0.375], [0, 0.5, 0.5]),
        // Uncertain: the temperature is 1 + 1 = 2. Certain: nothing to divide.
        Case(["type": "dynamic_temperature", "range": "1"], [0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]),
        Case(["type": "dynamic_temperature", "range": "0", "value": "0.5"], [0.8, 0.2], [0.64 / 0.68, 0.04 / 0.68]),
        Case(["type": "dynamic_temperature"], [0, 1], [0, 1]),
    ]

    @Test(arguments: cases) func editsProbabilities(one: Case) throws {
        expectClose(try adjusted([sampler(one.settings)], one.before), one.after)
    }
}
