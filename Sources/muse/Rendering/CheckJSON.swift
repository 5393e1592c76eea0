import MuseKit
import MuseProtocols
import MuseStorage

extension CheckedFile {
    /// A JSON object for each message, then for each duplicate; for a file that could not be read, one with the reason.
    var json: [JSON] {
        if let failure {
            return [
                .object(["type": .string("failure"), "file": .string(path), "message": .string("\(failure)")])
            ]
        }
        return messages.map { $0.json(path) } + duplicates.map(\.json)
    }
}

extension CheckedFile.Message {
    fileprivate func json(_ path: String) -> JSON {
        let mark = diagnostic.mark
        return .object([
            "type": .string("message"), "file": .string(path),
            "line": .optional(mark?.line), "column": .optional(mark?.column),
            "severity": .string(diagnostic.severity.rawValue), "kind": .string(diagnostic.kind.rawValue),
            "message": .string(diagnostic.message), "bar": .optional(diagnostic.bar), "tune": tune?.json ?? .null,
        ])
    }
}

extension CheckedFile.Duplicate {
    fileprivate var json: JSON {
        .object(["type": .string("duplicate"), "tune": tune.json, "original": original.json])
    }
}

extension TunePlace {
    fileprivate var json: JSON {
        .object([
            "file": .string(file), "line": .optional(line), "number": .optional(number), "title": .string(title),
        ])
    }
}

extension CheckSummary {
    var json: JSON {
        var counts: [String: JSON] = [:]
        for (kind, count) in kinds { counts[kind.rawValue] = .int(count) }
        return .object([
            "type": .string("summary"), "files": .int(files), "failed_files": .int(failedFiles), "tunes": .int(tunes),
            "errors": .int(errors), "warnings": .int(warnings), "tunes_with_errors": .int(tunesWithErrors),
            "tunes_with_warnings": .int(tunesWithWarnings), "duplicates": .int(duplicates.count),
            "kinds": .object(counts),
        ])
    }
}

extension JSON {
    fileprivate static func optional(_ value: Int?) -> JSON { value.map { .int($0) } ?? .null }
}
