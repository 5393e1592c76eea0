import MuseProtocols

/// How well tunes satisfy rules.
enum RuleReport {
    /// The most tunes that get a column each.
    private static let columnLimit = 24

    /// nil without rules or tunes.
    ///
    /// - Parameter rules: each with its satisfaction by every tune, 0 to 1.
    static func section(_ rules: [(name: String, satisfactions: [Double])], tunes: [String]) -> ReportSection? {
        guard !rules.isEmpty, !tunes.isEmpty else { return nil }
        let chart = tunes.count <= columnLimit ? byTune(rules, tunes) : distribution(rules, tuneCount: tunes.count)
        return ReportSection(
            heading: "Rules",
            text: ["Satisfaction is 1 for a tune that follows the rule fully, and 0 for one that does not."],
            charts: [chart, means(rules)])
    }

    private static func byTune(_ rules: [(name: String, satisfactions: [Double])], _ tunes: [String]) -> HeatMap {
        HeatMap(
            "Rules by tune", "\(rules.count) rules, each with the satisfaction of \(tunes.count) tunes.",
            rows: ("rule", rules.map(\.name)), columns: ("tune", tunes),
            values: rules.map { $0.satisfactions.map { $0 } },
            of: "satisfaction", range: 0...1)
    }

    /// The share of tunes in each tenth of satisfaction.
    private static func distribution(_ rules: [(name: String, satisfactions: [Double])], tuneCount: Int) -> HeatMap {
        HeatMap(
            "Distribution of the rules", "How many of \(tuneCount) tunes satisfy each rule how well.",
            rows: ("rule", rules.map(\.name)),
            columns: ("satisfaction, from", (0..<10).map { "0.\($0)" }),
            values: rules.map { rule in
                (0..<10).map { bin in
                    let count = rule.satisfactions.count { min(9, Int($0 * 10)) == bin }
                    return Double(count) / Double(tuneCount)
                }
            }, of: "share of tunes", range: 0...1)
    }

    private static func means(_ rules: [(name: String, satisfactions: [Double])]) -> HeatMap {
        HeatMap(
            "Mean and extremes", "The mean, the lowest and the highest satisfaction of each rule.",
            rows: ("rule", rules.map(\.name)), columns: ("over all tunes", ["lowest", "mean", "highest"]),
            values: rules.map { rule in
                let values = rule.satisfactions
                return [values.min(), values.reduce(0, +) / Double(max(1, values.count)), values.max()]
            }, of: "satisfaction", range: 0...1)
    }
}
