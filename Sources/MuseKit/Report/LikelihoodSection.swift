/// How probable the model finds its own tunes.
enum LikelihoodSection {
    /// nil for models without a likelihood.
    static func section(_ tunes: [GeneratedTune]) -> ReportSection? {
        let bits = tunes.compactMap(\.bitsPerNote).filter(\.isFinite)
        let mean = bits.reduce(0, +) / Double(max(1, bits.count))
        let chart = BarChart(
            histogramOf: bits, "Bits per note of the tunes",
            "The mean of \(bits.count) tunes is \(ChartNumber.short(mean)).", x: "bits per note", y: "tunes")
        guard let chart else { return nil }
        return ReportSection(
            heading: "Likelihood",
            text: [
                "Bits per note of each tune under the model: low for tunes of usual turns, high for tunes that surprise it."
            ], charts: [chart])
    }
}
