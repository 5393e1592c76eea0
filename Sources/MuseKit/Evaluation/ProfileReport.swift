package import MuseEvaluation
import MuseExport
import MuseProtocols
package import MuseStorage

/// The verdicts of a profile on named tunes.
package struct ProfileReport: Sendable {
    package let result: ProfileResult
    private let tunes: [NamedTune]
    private var profile: Profile { result.profile }

    init(result: ProfileResult, tunes: [NamedTune]) {
        self.result = result
        self.tunes = tunes
    }

    package func name(_ tune: Int) -> String { tunes[tune].name }

    /// All results as JSON, as `muse evaluate --profile NAME --json` prints them.
    package var json: JSON {
        .object([
            "profile": .string(profile.name), "title": .string(profile.title),
            "source": profile.source.map { .string($0) } ?? .null, "proxy": .bool(true),
            "tunes": .int(tunes.count), "accepted": .int(result.acceptedCount),
            "pass_rate": .double(Double(result.acceptedCount) / Double(tunes.count)),
            "known": .int(result.knownCount),
            "rejected": .object(
                Dictionary(uniqueKeysWithValues: result.rejectedCounts.map { ($0.check, .int($0.count)) })),
            "structure_grade": result.meanGrade.map { .double($0) } ?? .null,
            "structure": result.meanStructure.map { .double($0) } ?? .null,
            "drawn": .array(result.drawn.map { .int($0 + 1) }),
            "verdicts": .array(tunes.indices.map(verdict)),
        ])
    }

    private func verdict(_ tune: Int) -> JSON {
        let verdict = result.verdicts[tune]
        var members: [String: JSON] = [
            "name": .string(tunes[tune].name), "structure": verdict.structure.map { .double($0) } ?? .null,
            "structure_grade": .int(verdict.grade),
        ]
        if let (check, rejection) = verdict.rejection {
            members["rejected"] = .string(check)
            members["reason"] = .string(rejection.reason)
            if let bar = rejection.bar { members["bar"] = .int(bar) }
        }
        return .object(members)
    }

    /// The drawn tunes as a sheet for a judge, by the extension of its path: `html`, `abc` or `pdf`.
    ///
    /// - Throws: `MuseError.use` for another extension; `ExportError`; `FileError`; errors of the programs that draw a
    ///   PDF.
    package func sheet(for path: String) throws -> [UInt8] {
        let sheet = JudgeSheet(
            title: profile.title, result.drawn.map { tunes[$0].score }, reasons: profile.checks.map(\.type),
            qualities: profile.qualities, scale: profile.scale)
        switch fileExtension(of: path) {
        case "html", "htm": return try sheet.html()
        case "abc": return try Registry<any Exporter>.builtIn.makeDefault("abc").write(sheet.scores, provenance: nil)
        case "pdf": return try Registry<any Exporter>.builtIn.makeDefault("pdf").write(sheet.scores, provenance: nil)
        default:
            throw MuseError.use("--sheet writes a file that ends in .html, .abc or .pdf, not '\(printable(path))'")
        }
    }
}
