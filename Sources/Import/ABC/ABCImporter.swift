package import MuseMusic
package import MuseProtocols

/// Reads ABC tunebooks: every tune of a file, with what was skipped or repaired.
///
/// Source: the ABC standard 2.1 (December 2011) with the old spellings that collections still have: `!` as a line
/// break, `+` around chords and decorations, tunes without `X:`. Decisions where the standard leaves a choice:
/// - An accidental holds for its letter in all octaves to the end of the bar (section 11.3, the default `pitch`), and
///   over the bar line through a tie.
/// - A chord takes the time of its first note.
/// - Each `V:` is a part of its own; overlays (`&`) and voices marked `merge` are further voices of the part.
/// - A plain bar line before all music is dropped; where a line of text ends with a full bar and no bar line, one is put
///   in (and reported), and accidentals hold on over it, as they do in the text.
/// - Bar lines, keys and meters of the score are those of the first voice.
package struct ABCImporter: Importer {
    package static let schema = Schema(
        "abc", "reads ABC notation, whole tunebooks", source: "The ABC music standard 2.1, December 2011")

    package init(_ settings: Settings) throws {}
    package init() {}

    package var fileExtensions: [String] { ["abc"] }

    package func read(_ bytes: [UInt8], name: String) -> Imported {
        let text = ABCText(bytes, name: name)
        var file = Reports(text, limit: 100)
        if let problem = text.problem { file.add(problem.severity, problem.message, at: 0, line: text.firstLine) }
        guard !text.bytes.isEmpty else {
            file.add(.error, "the file is empty", at: 0, line: text.firstLine)
            return Imported(tunes: [], diagnostics: file.diagnostics)
        }
        let book = Tunebook(text, reports: &file)
        if book.tunes.isEmpty {
            file.add(
                .error, "no tune found: a tune starts with a field X: and has a field K:", at: 0, line: text.firstLine)
        }
        return Imported(tunes: Self.tunes(of: book, text), diagnostics: file.diagnostics)
    }

    package func headers(_ bytes: [UInt8], name: String) -> [Score]? {
        let text = ABCText(bytes, name: name)
        var reports = Reports(text, limit: 0)
        let book = Tunebook(text, reports: &reports)
        return book.tunes.map { lines in
            func isField(_ line: Line) -> Bool {
                line.end - line.start >= 2 && text.bytes[line.start + 1] == UInt8(ascii: ":")
            }
            let key = lines.firstIndex { isField($0) && text.bytes[$0.start] == UInt8(ascii: "K") }
            let end = key.map { $0 + 1 } ?? lines.firstIndex { !isField($0) }
            var reader = TuneReader(text, chordSymbols: ChordSymbolCache())
            reader.read(header: book.header, tune: Array(lines[..<(end ?? lines.count)]))
            var score = reader.finish().score
            score.parts = []
            return score
        }
    }

    /// Each thread reads a run of tunes, with a cache of its own.
    private static func tunes(of book: Tunebook, _ text: ABCText) -> [Imported.Tune] {
        let header = book.header
        @Sendable func read(_ run: ArraySlice<[Line]>) -> [Imported.Tune] {
            var cache = ChordSymbolCache()
            return run.map { lines in
                var reader = TuneReader(text, chordSymbols: cache)
                reader.read(header: header, tune: lines)
                cache = reader.chordSymbols
                return reader.finish()
            }
        }
        let runs = book.tunes.divided(into: Thread.processorCount)
        // Without a second thread one reads all.
        return (try? concurrentMap(runs, read).flatMap { $0 }) ?? read(book.tunes[...])
    }
}

/// Chord symbols by their text: a tunebook repeats the same few.
struct ChordSymbolCache {
    private var known: [String: ChordSymbol?] = [:]

    mutating func symbol(_ text: String) -> ChordSymbol? {
        if let symbol = known[text] { return symbol }
        let symbol = ChordSymbol(text)
        // Bounded, so that a file of nothing but texts does not fill the memory.
        if known.count < 4096 { known[text] = .some(symbol) }
        return symbol
    }
}
