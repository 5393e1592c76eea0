import MuseKit
import MuseProtocols
import MuseStorage

extension CheckSummary {
    /// The summary in lines: duplicates, the number of each kind of message, and the totals last.
    func text(showsDuplicates: Bool) -> String {
        var lines =
            showsDuplicates ? duplicates.map { "\($0.tune.text) has the same notes as \($0.original.text)" } : []
        var table = TextTable()
        for (kind, count) in kinds { table.add(["  \(kind.rawValue)", "\(count)"]) }
        if !table.isEmpty { lines.append(table.text) }
        return (lines + [totals]).joined(separator: "\n")
    }

    private var totals: String {
        var found: [String] = []
        if errors > 0 { found.append("\(Self.number(errors, "error")) in \(Self.number(tunesWithErrors, "tune"))") }
        if warnings > 0 { found.append(Self.number(warnings, "warning")) }
        if tunesWithWarnings > 0 { found.append("\(Self.number(tunesWithWarnings, "tune")) with warnings only") }
        if !duplicates.isEmpty { found.append(Self.number(duplicates.count, "duplicate")) }
        if failedFiles > 0 { found.append("\(Self.number(failedFiles, "file")) not read") }
        let result = found.isEmpty ? "all right" : found.joined(separator: ", ")
        return "\(Self.number(tunes, "tune")) in \(Self.number(files, "file")): \(result)"
    }

    private static func number(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension TunePlace {
    /// `jigs.abc:12: X:3 'The Lark'`
    fileprivate var text: String {
        let place = [file, line.map { "\($0)" }].compactMap { $0 }.joined(separator: ":")
        let names = [number.map { "X:\($0)" }, title.isEmpty ? nil : "'\(title)'"].compactMap { $0 }
        return printable(names.isEmpty ? place : "\(place): \(names.joined(separator: " "))")
    }
}
