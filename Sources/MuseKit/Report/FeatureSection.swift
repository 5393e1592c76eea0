import MuseEvaluation
import MuseMusic
import MuseProtocols

/// Distributions of the features of tunes beside those of reference tunes.
struct FeatureSection {
    private let tunes: [Score]
    private let reference: [Score]
    private let referenceName: String
    /// More tunes would take longer and change the curves little.
    private static let limit = 500

    /// - Parameters:
    ///   - reference: may be empty.
    ///   - referenceName: `corpus`.
    init(_ tunes: [Score], reference: [Score], named referenceName: String) {
        self.tunes = tunes.thinned(to: Self.limit)
        self.reference = reference.thinned(to: Self.limit)
        self.referenceName = referenceName
    }

    /// nil if the tunes have no notes to compare.
    ///
    /// - Throws: `CancellationError`.
    func section() throws -> ReportSection? {
        let lines = try concurrentMap(tunes, NoteSequence.init)
        let referenceLines = try concurrentMap(reference, NoteSequence.init)
        let densities = Feature.allCases.compactMap { density($0, lines, referenceLines) }
        let bars = [degrees, intervals, durations].compactMap { $0() }
        if densities.isEmpty, bars.isEmpty { return nil }
        let against = reference.isEmpty ? "" : " beside those of \(reference.count) tunes of the \(referenceName)"
        return ReportSection(
            heading: "Features",
            text: ["Distributions over \(tunes.count) tunes\(against); curves are kernel density estimates."],
            charts: densities + bars)
    }

    private var names: (String, String) { ("these tunes", referenceName) }

    private func density(_ feature: Feature, _ lines: [NoteSequence], _ others: [NoteSequence]) -> LineChart? {
        guard let (title, unit) = feature.words else { return nil }
        func values(_ lines: [NoteSequence]) -> [Double] { lines.map { feature.values(of: $0)[0] }.sorted() }
        let (ownValues, otherValues) = (values(lines), values(others))
        guard let own = DensityEstimate(ownValues) else { return nil }
        let other = DensityEstimate(otherValues)
        // A few unusual tunes are left out of the axis, so that the others can be seen.
        let ends = [(ownValues, own), (otherValues, other)].compactMap { values, density in
            density.map { curveEnds(of: values, $0) }
        }
        let from = max(0, ends.map(\.from).min() ?? 0)
        let to = ends.map(\.to).max() ?? 1
        let xs = (0...100).map { from + (to - from) * Double($0) / 100 }
        var series = [LineChart.Series(names.0, xs.map { ($0, own($0)) }, style: .area)]
        if let other { series.append(LineChart.Series(names.1, xs.map { ($0, other($0)) }, style: .area)) }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
        let comparison = other == nil ? "" : ", of the \(referenceName) \(ChartNumber.short(mean(otherValues)))"
        var chart = LineChart(
            title, "The mean of these tunes is \(ChartNumber.short(mean(ownValues)))\(comparison).", x: unit,
            y: "density",
            series)
        chart.includedValues = [0]
        chart.pointName = unit
        chart.tableRows = 21
        return chart
    }

    /// The ends of a density's curve: where all but 2 % of the values are, and the curve falls to nothing.
    private func curveEnds(of sorted: [Double], _ density: DensityEstimate) -> (from: Double, to: Double) {
        let edge = sorted.count / 100
        return (sorted[edge] - 3 * density.width, sorted[sorted.count - 1 - edge] + 3 * density.width)
    }

    /// Shares of the total duration by semitones above the tonic.
    private func degrees() -> BarChart? {
        let names = ["1", "♭2", "2", "♭3", "3", "4", "♯4", "5", "♭6", "6", "♭7", "7"]
        return bars("Scale degrees", "degree above the tonic", "share of duration", names) { score in
            guard let key = score.keys.first?.value, key.mode != .none else { return [] }
            return score.melody.tones.map {
                (($0.midi - key.tonic.semitone + 144) % 12, Double($0.duration) / Double(score.ticksPerQuarter))
            }
        }
    }

    private func intervals() -> BarChart? {
        let names = (-12...12).map { ChartNumber.text(Double($0), decimals: 0) }
        return bars("Melodic intervals", "semitones; an octave or more at the ends", "share of intervals", names) {
            score in
            let tones = score.melody.tones
            return zip(tones, tones.dropFirst()).map { (min(12, max(-12, $1.midi - $0.midi)) + 12, 1) }
        }
    }

    private func durations() -> BarChart? {
        func ticks(_ score: Score) -> [Int] {
            score.melody.tones.map { $0.duration * Score.notationTicksPerQuarter / score.ticksPerQuarter }
        }
        var counts: [Int: Int] = [:]
        for score in tunes + reference { for length in ticks(score) { counts[length, default: 0] += 1 } }
        let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10).map(\.key).sorted()
        let names = frequent.map(Self.fraction)
        return bars("Note lengths", "quarters", "share of notes", names) { score in
            ticks(score).compactMap { length in frequent.firstIndex(of: length).map { ($0, 1) } }
        }
    }

    /// A chart of the shares of categories; nil if nothing is counted.
    ///
    /// - Parameter weights: the categories that occur in a tune, each with its weight.
    private func bars(
        _ title: String, _ x: String, _ y: String, _ categories: [String], _ weights: (Score) -> [(Int, Double)]
    ) -> BarChart? {
        func shares(_ scores: [Score]) -> [Double]? {
            var sums = categories.map { _ in 0.0 }
            for score in scores { for (category, weight) in weights(score) { sums[category] += weight } }
            let total = sums.reduce(0, +)
            return total > 0 ? sums.map { $0 / total } : nil
        }
        guard let own = shares(tunes) else { return nil }
        let most = own.indices.max { (own[$0], $1) < (own[$1], $0) } ?? 0
        return BarChart(
            title, "Most frequent in these tunes: \(categories[most]), \(ChartNumber.short(100 * own[most])) %.", x: x,
            y: y,
            categories: categories, [(names.0, own)] + (shares(reference).map { [(names.1, $0)] } ?? []))
    }

    /// A length in ticks as a fraction of a quarter: `1/2`, `3/4`, `2`.
    private static func fraction(_ ticks: Int) -> String {
        let quarter = Score.notationTicksPerQuarter
        let divisor = greatestCommonDivisor(ticks, quarter)
        let (top, bottom) = (ticks / divisor, quarter / divisor)
        return bottom == 1 ? "\(top)" : "\(top)/\(bottom)"
    }
}

extension Feature {
    /// The title and the unit of a feature that is a number; nil for others.
    fileprivate var words: (title: String, unit: String)? {
        switch self {
        case .pitchCount: ("Different pitches", "pitches per tune")
        case .noteCount: ("Length", "notes per tune")
        case .pitchRange: ("Range", "semitones from the lowest to the highest note")
        case .meanInterval: ("Mean interval", "semitones between neighbouring notes")
        case .meanInterOnset: ("Mean time between onsets", "quarters")
        case .pitchClasses, .pitchClassTransitions, .noteLengths, .noteLengthTransitions: nil
        }
    }
}
