package import MuseProtocols

/// Statistics of reading a corpus, for the user.
package struct CorpusReport: Sendable {
    /// A tune or file that was left out, and why.
    package struct Skipped: Sendable {
        /// The name, such as `book.abc:120: The Silver Spear`.
        package let name: String
        package let reason: String
    }

    package var files = 0
    /// The number of tunes in the files.
    package var tunesRead = 0
    package var skipped: [Skipped] = []
    /// The number of tunes filtered out by each condition of `where:`, in its order. A tune counts for the first
    /// condition that it does not meet.
    package var filteredOut: [(field: HeaderFilter.Field, count: Int)] = []
    package var exactDuplicates = 0
    /// The number of tunes that are variants of earlier ones. They are kept, on the same side of the split.
    package var variants = 0
    /// The number of tunes that were cut into excerpts; nil if tunes are kept whole. If not nil, `training`,
    /// `validation` and `test` count excerpts.
    package var cut: Int?
    package var training = 0
    package var validation = 0
    package var test = 0
    /// The number of test tunes that are variants of training tunes.
    package var resemblingTest = 0
    /// The problems that importers repaired or could not read.
    package var diagnostics: [Diagnostic] = []

    package var kept: Int { training + validation + test }
}

extension CorpusReport: CustomStringConvertible {
    /// One line, such as `2 files, 412 tunes: 30 not usable, 250 of another rhythm, 2 duplicates left out; 130 kept (9
    /// variants of others), 117 for training, 13 for validation`.
    package var description: String {
        var out: [String] = []
        if !skipped.isEmpty { out.append("\(skipped.count) not usable") }
        out += filteredOut.filter { $0.count > 0 }.map { "\($0.count) of another \($0.field.rawValue)" }
        if exactDuplicates > 0 { out.append(Self.count(exactDuplicates, "duplicate")) }
        var line = "\(Self.count(files, "file")), \(Self.count(tunesRead, "tune"))"
        if !out.isEmpty { line += ": \(out.joined(separator: ", ")) left out" }
        line += "; \(cut ?? kept) kept"
        if variants > 0 { line += " (\(Self.count(variants, "variant")) of others)" }
        if cut != nil { line += ", cut into \(Self.count(kept, "excerpt"))" }
        line += ", \(training) for training"
        if validation > 0 { line += ", \(validation) for validation" }
        if test > 0 { line += ", \(test) for test" }
        if resemblingTest > 0 { line += " (\(Self.count(resemblingTest, "variant")) of training tunes)" }
        return line
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
