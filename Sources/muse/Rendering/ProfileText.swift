import MuseEvaluation
import MuseKit

extension ProfileReport {
    /// The report as tables: pass rate and rejections, then the drawn tunes with their verdicts.
    var text: String { [summary, drawn].map(\.text).joined(separator: "\n\n") + "\n\n" + note }

    private var summary: TextTable {
        var table = TextTable()
        let (profile, total) = (result.profile, result.verdicts.count)
        func share(_ count: Int) -> String { "\(count) of \(total), \(percent(count, total))" }
        table.add(["profile", "\(profile.name): \(profile.title)"])
        table.add(["reference", "style of \(result.styleCount) tunes"])
        if result.knownCount > 0 {
            table.add(["", "\(result.knownCount) of the tunes are reference tunes, each compared with all others"])
        }
        table.add(["accepted", share(result.acceptedCount)])
        for (check, count) in result.rejectedCounts { table.add(["rejected for \(check)", share(count)]) }
        if let grade = result.meanGrade {
            let value = result.meanStructure.map { ", mean value \(TextTable.number($0))" } ?? ""
            table.add(["structure", "mean grade \(TextTable.number(grade)) of 1 to 5\(value), of the accepted tunes"])
        }
        return table
    }

    private var drawn: TextTable {
        var table = TextTable()
        table.add(["drawn", "tune", "structure", "verdict"])
        for (number, tune) in result.drawn.enumerated() {
            let verdict = result.verdicts[tune]
            table.add(["\(number + 1)", name(tune), "\(verdict.grade)", verdict.text])
        }
        return table
    }

    private var note: String {
        "All verdicts and grades are computed: proxies for the judgement of people. --sheet writes a sheet for judges."
    }

    private func percent(_ part: Int, _ total: Int) -> String {
        "\(TextTable.number(100 * Double(part) / Double(total))) %"
    }
}
