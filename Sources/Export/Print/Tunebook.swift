import MuseMusic
import MuseNotation
import MuseProtocols

/// The pages before the tunes of a book: a title page, and an index with the first bars of each tune.
struct Tunebook {
    /// A line of the index.
    private struct Entry {
        let score: Score
        let page: Int
    }

    let title: String
    let paper: PaperSize
    private let scores: [Score]
    /// The entries of each heading; a single one without heading unless the book is ordered by rhythm.
    private let index: [(heading: String, entries: [Entry])]

    /// - Parameter tunes: in the order of the book, with their pages.
    init(_ tunes: [(score: Score, page: Int)], title: String, order: TuneOrder, paper: PaperSize) {
        let scores = tunes.map(\.score)
        (self.title, self.scores, self.paper) = (title, scores, paper)
        let entries = tunes.map { Entry(score: $0.score, page: $0.page) }
        guard order == .rhythm else {
            let sorted = TuneOrder.title.order(scores).map { entries[$0] }
            index = [("", sorted)]
            return
        }
        index = Self.runs(entries) { TuneKind($0.score) }.map { ($0.key.heading, $0.items) }
    }

    /// ABC text that prints the title page and the index.
    func abc() throws -> String {
        var text = "%abc-2.1\n" + PageLayout(paper: paper, scale: 1, numbersPages: false).directives
        text += titlePage + "\n%%newpage\n"
        text += Self.indexDirectives
        // Half of the width, for two columns with 8 mm between them.
        let half = paper == .a4 ? "10.9cm" : "11.2cm"
        var number = 0
        for (heading, entries) in index {
            if !heading.isEmpty {
                text +=
                    "\n%%vskip 0.4cm\n%%textfont NimbusRoman-Bold 28\n%%text \(Self.printable(heading))\n%%vskip 0.1cm\n"
            }
            for row in stride(from: 0, to: entries.count, by: 2) {
                text += "\n%%multicol start\n%%rightmargin \(half)\n\n"
                text += try incipit(entries[row], &number)
                if row + 1 < entries.count {
                    text += "\n%%multicol new\n%%leftmargin \(half)\n%%rightmargin 1.8cm\n\n"
                    text += try incipit(entries[row + 1], &number)
                }
                text += "\n%%multicol end\n%%leftmargin 1.8cm\n%%rightmargin 1.8cm\n\n"
            }
        }
        return text
    }

    /// The title and page number on the left and right above a small staff that fills the column.
    private static let indexDirectives = """
        %%scale 0.5
        %%titlefont NimbusRoman-Bold 19
        %%infofont NimbusRoman-Regular 19
        %%titleformat T-1 S1
        %%titletrim 0
        %%titlespace 0
        %%topspace 4
        %%musicspace 3
        %%staffsep 16
        %%stretchlast 1


        """

    private var titlePage: String {
        let lines = Self.wrapped(title, at: 26)
        var text = "%%vskip \(max(2, 9 - lines.count))cm\n%%textfont NimbusRoman-Bold 48\n"
        for line in lines { text += "%%center \(Self.printable(line))\n%%vskip 0.3cm\n" }
        text += "%%vskip 1.5cm\n%%textfont NimbusRoman-Regular 22\n"
        text += "%%center \(scores.count) \(scores.count == 1 ? "tune" : "tunes")\n"
        let kinds = Self.runs(TuneOrder.rhythm.order(scores).map { scores[$0] }) { TuneKind($0) }
        let counts = kinds.map { "\($0.items.count) \($0.key.noun($0.items.count))" }
        if kinds.count > 1 {
            text += "%%vskip 0.3cm\n%%textfont NimbusRoman-Italic 18\n"
            for line in Self.wrapped(counts.joined(separator: ", "), at: 60) {
                text += "%%center \(Self.printable(line))\n"
            }
        }
        return text
    }

    /// The first bars of a tune: a pickup and two bars of its first part.
    private func incipit(_ entry: Entry, _ number: inout Int) throws -> String {
        let whole = entry.score.notatedIfPerformed()
        let bars = whole.barRanges()
        let hasPickup = bars.count > 1 && bars[0].count < bars[1].count
        var start = whole
        if let last = bars.prefix(hasPickup ? 3 : 2).last { start = whole.excerpt(0..<last.upperBound) }
        start.header = Header()
        start.header.titles = [entry.score.header.title]
        start.header.source = "\(entry.page)"
        start.parts = Array(start.parts.prefix(1))
        for i in start.parts.indices {
            start.parts[i].name = ""
            start.parts[i].shortName = ""
            start.parts[i].notes = start.parts[i].notes.filter { $0.voice == 0 }.map { note in
                var note = note
                note.marks.lyrics = []
                note.marks.annotations = []
                return note
            }
        }
        start.chordSymbols = []
        start.tempos = []
        start.playOrder = []
        number += 1
        var text = ABCText()
        try ABCTuneWriter(start, tiesUndottable: true).write(number: number, provenance: nil, into: &text)
        return PrintableABC(String(decoding: text.bytes, as: UTF8.self)).text
    }

    /// Divides items into runs with the same key.
    private static func runs<Item, Key: Equatable>(_ items: [Item], _ key: (Item) -> Key) -> [(key: Key, items: [Item])]
    {
        items.reduce(into: []) { runs, item in
            if let last = runs.last, last.key == key(item) {
                runs[runs.count - 1].items.append(item)
            } else {
                runs.append((key(item), [item]))
            }
        }
    }

    /// Divides text into lines at spaces.
    private static func wrapped(_ text: String, at width: Int) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }

    /// Text for a directive: one line in which nothing is a command.
    private static func printable(_ text: String) -> String {
        var result = ABCText()
        result.append(field: text)
        return String(decoding: result.bytes, as: UTF8.self).replacing("$", with: "$$")
    }
}
