package import MuseMusic
package import MuseProtocols

/// Reads ABC tunebooks and reports what was skipped or repaired.
///
/// Source: the ABC standard 2.1 (December 2011), with the obsolete syntax that collections still use: `!` as a line
/// break, `+` around chords and decorations, tunes without `X:`. Decisions where the standard leaves a choice:
/// - An accidental applies to its letter in all octaves until the end of the bar (section 11.3, the default `pitch`),
///   and across the bar line through a tie.
/// - A chord and all its notes last as long as its first note.
/// - A slip is repaired where it stands and reported as a warning, as abc2midi plays on; a tune has an error only if a
///   part of its music cannot be read.
/// - Each `V:` becomes a part; overlays (`&`) and voices marked `merge` become further voices of an existing part.
/// - A plain bar line before the first note is dropped. If a line of text ends with a full bar but no bar line, one is
///   inserted and reported; accidentals stay in force across it.
/// - Bar lines, keys and meters of the score are those of the lead voice: the first voice with bar lines. The keys are
///   those of concert pitch: `K:D transpose=-2` is C major.
package struct ABCImporter: Importer {
    package static let schema = Schema(
        "abc", "reads tunebooks in ABC notation", source: "ABC music standard 2.1, December 2011")

    /// The least number of bytes of tunes that are read at a time.
    private let partSize: Int

    package init(_ settings: Settings) throws { self.init() }

    /// - Parameter partSize: enough for all threads to have tunes to read, and little compared with the memory of a
    ///   program.
    package init(partSize: Int = 1 << 17) { self.partSize = partSize }

    package var fileExtensions: [String] { ["abc"] }

    package func read(_ bytes: [UInt8], name: String) -> Imported { all(bytes, name: name, checks: false) }

    package func check(_ bytes: [UInt8], name: String) -> Imported { all(bytes, name: name, checks: true) }

    private func all(_ bytes: [UInt8], name: String, checks: Bool) -> Imported {
        var result = Imported(tunes: [])
        ABCImporter(partSize: bytes.count).readParts(bytes, name: name, checks: checks) { part in
            result.diagnostics += part.diagnostics
            result.tunes += part.tunes
        }
        return result
    }

    package func readParts(
        _ bytes: [UInt8], name: String, checks: Bool, onPart: (Imported) throws -> Void
    ) rethrows {
        let text = ABCText(bytes, name: name)
        var file = Reports(text.bytes, file: text.file, limit: checks ? TuneChecks.messageLimit : 100)
        if let problem = text.problem {
            file.add(problem.severity, problem.message, at: text.firstLine.place, kind: .encoding)
        }
        guard !text.bytes.isEmpty else {
            file.add(.error, "the file is empty", at: text.firstLine.place, kind: .noTunes)
            return try onPart(Imported(tunes: [], diagnostics: file.diagnostics))
        }
        let book = Tunebook(text, reports: &file)
        if book.count == 0 {
            file.add(
                .error, "no tune found; a tune starts with a field X: and has a field K:", at: text.firstLine.place,
                kind: .noTunes)
        }
        if checks { TunebookChecks(text, book).report(&file) }
        let reader = TunebookReader(text, book, checks: checks)
        var start = 0
        repeat {
            var end = start
            var texts: [TuneText] = []
            var size = 0
            while end < book.count, size < partSize {
                texts.append(book.text(end))
                size += texts[end - start].tune.count
                end += 1
            }
            let tunes = Self.mapInRuns(texts, reader.tunes)
            try onPart(Imported(tunes: tunes, diagnostics: start == 0 ? file.diagnostics : []))
            start = end
        } while start < book.count
    }

    package func headers(_ bytes: [UInt8], name: String) -> [Score]? {
        let text = ABCText(bytes, name: name)
        var file = Reports(text.bytes, file: text.file, limit: 0)
        let book = Tunebook(text, reports: &file)
        let header = book.header
        return Self.mapInRuns(Array(0..<book.count)) { run in
            run.map { i in
                var reader = TuneReader(text, header: header, lines: book.lines(i))
                return reader.readHeader()
            }
        }
    }

    /// Reads consecutive runs of tunes, one run per thread.
    private static func mapInRuns<Input: Sendable, Output: Sendable>(
        _ tunes: [Input], _ read: @escaping @Sendable (ArraySlice<Input>) -> [Output]
    ) -> [Output] {
        // If no further thread can be started, this one reads everything.
        let runs = tunes.divided(into: max(1, min(tunes.count, SystemThread.processorCount)))
        return (try? concurrentMap(runs, read).flatMap { $0 }) ?? read(tunes[...])
    }
}

/// Reads tunes of a tunebook.
private struct TunebookReader {
    private let text: ABCText
    private let header: [Line]
    private let headerEnd: Int
    private let headerText: String
    private let checks: Bool

    init(_ text: ABCText, _ book: Tunebook, checks: Bool) {
        self.text = text
        self.checks = checks
        header = book.header
        headerEnd = book.headerRange.upperBound
        headerText = text.string(book.headerRange)
    }

    func tunes(_ parts: ArraySlice<TuneText>) -> [Imported.Tune] {
        var cache = ChordSymbolCache()
        return parts.map { tune($0, &cache) }
    }

    private func tune(_ part: TuneText, _ cache: inout ChordSymbolCache) -> Imported.Tune {
        let plain = TypographicQuotes.replaced(in: text, headerEnd: headerEnd, part)
        var reader = TuneReader(
            plain?.text ?? text, header: header, lines: plain?.part.lines ?? part.lines, chordSymbols: cache,
            checks: checks)
        if let place = plain?.place { reader.reportTypographicQuotes(at: place) }
        var tune = reader.read()
        cache = reader.chordSymbols
        tune.score.page = Page(
            format: ABCImporter.schema.name, fileHeader: headerText, before: text.string(part.before),
            text: (plain?.text ?? text).page(plain?.part.tune ?? part.tune), after: text.string(part.after),
            of: tune.score)
        return tune
    }
}
