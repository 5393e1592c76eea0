import MuseEvaluation

extension ProfileReport {
    /// The report as an HTML page, as `muse evaluate --profile NAME --report` writes it.
    ///
    /// - Parameter title: what was evaluated.
    package func html(title: String) -> String {
        let profile = result.profile
        let total = result.verdicts.count
        let facts = [
            ("profile", profile.name), ("tunes", "\(total)"),
            ("pass rate", "\(ChartNumber.short(100 * Double(result.acceptedCount) / Double(total))) %"),
            ("structure, mean grade", result.meanGrade.map { ChartNumber.text($0, decimals: 2) } ?? "–"),
        ]
        return ReportPage(
            title: "\(title): \(profile.title)", facts: facts.map { (name: $0.0, value: $0.1) },
            sections: [verdicts, grades, drawn]
        ).html
    }

    private var verdicts: ReportSection {
        let counts = result.rejectedCounts
        let categories = ["accepted"] + counts.map(\.check)
        let values = [Double(result.acceptedCount)] + counts.map { Double($0.count) }
        let source = result.profile.source.map { ["Source of the profile: \($0)."] } ?? []
        return ReportSection(
            heading: "Verdicts",
            text: [
                "Each tune is rejected for the first reason that applies. All verdicts are computed and are proxies for the "
                    + "judgement of people."
            ] + source,
            charts: [
                BarChart(
                    "Accepted and rejected tunes", "The number of tunes that each check rejects.", x: "verdict",
                    y: "tunes", categories: categories, [(name: "tunes", values: values)])
            ])
    }

    private var grades: ReportSection {
        let accepted = result.verdicts.filter { $0.rejection == nil }
        let counts = (1...5).map { grade in Double(accepted.count { $0.grade == grade }) }
        return ReportSection(
            heading: "Structure of the accepted tunes",
            text: [
                "A proxy: how typical of the reference the circular autocorrelation of a tune's parts is, from 1 to 5."
            ],
            charts: [
                BarChart(
                    "Grades of structure", "The number of accepted tunes with each grade.", x: "grade", y: "tunes",
                    categories: (1...5).map(String.init), [(name: "tunes", values: counts)])
            ])
    }

    private var drawn: ReportSection {
        ReportSection(
            heading: "Tunes drawn for the judges",
            tables: [
                ChartTable(
                    ["number", "tune", "verdict", "structure"],
                    result.drawn.enumerated().map { number, tune in
                        let verdict = result.verdicts[tune]
                        return ["\(number + 1)", name(tune), verdict.text, "\(verdict.grade)"]
                    })
            ])
    }
}

extension ProfileResult.Verdict {
    /// `accepted`, or `rhythm, bar 3: the bar is too short`.
    package var text: String {
        guard let (check, rejection) = rejection else { return "accepted" }
        return "\(check)\(rejection.bar.map { ", bar \($0)" } ?? ""): \(rejection.reason)"
    }
}
