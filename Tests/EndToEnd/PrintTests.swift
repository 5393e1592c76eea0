import Foundation
import Testing

/// Staff notation as SVG and PDF.
@Suite(.enabled(if: Installed.has("abcm2ps", "gs"))) struct PrintTests {
    private static let dangerous = """
        X:1
        T:Ends --> a <b>comment</b> ř
        %%beginps
        (boom) == quit
        %%endps
        %%EPS nothing.eps
        M:4/4
        L:1/4
        K:C
        CDEF|]

        """

    /// The text of each page, as Ghostscript extracts it.
    private func pages(_ folder: Folder, _ name: String) throws -> [String] {
        #expect(
            try folder.shell("gs -q -dSAFER -dBATCH -dNOPAUSE -sDEVICE=txtwrite -sOutputFile=page-%03d.txt \(name)")
                .code
                == 0)
        return try folder.files().filter { $0.hasPrefix("page-") }.map {
            try folder.text($0).replacingOccurrences(of: "’", with: "'")
        }
    }

    @Test func aTuneIsAPictureOfItsOwn() throws {
        let folder = try Folder(["a.abc": tunebook])
        let convert = try folder.muse("convert", "a.abc", "tune-{n}.svg", "--quiet")
        #expect(convert.code == 0, "\(convert.errors)")
        #expect(try folder.files().count == 9)
        let svg = try folder.text("tune-3.svg")
        #expect(svg.contains("<title>Haste to the Wedding</title>"))
        // No dates and names of temporary files.
        #expect(!svg.contains("<!--") && svg.hasSuffix("</svg>\n"))
        let parse = "import glob, xml.dom.minidom as m; [m.parse(f) for f in glob.glob('*.svg')]"
        #expect(try folder.shell("python3 -c \"\(parse)\"").code == 0)
    }

    @Test func aLineOfThousandsOfNotesIsDrawn() throws {
        let notes = String(repeating: "FE,,, E,,,E,,, ", count: 400)
        let folder = try Folder(["a.abc": "X:1\nT:Long\nM:none\nL:1/8\nK:Dbmix\n\(notes)|]\n"])
        let convert = try folder.muse("convert", "a.abc", "a.svg", "--quiet")
        #expect(convert.code == 0, "\(convert.errors)")
    }

    @Test func whatAbcm2psShouldNotReadIsReportedAndLeftOut() throws {
        let folder = try Folder(["a.abc": Self.dangerous])
        let convert = try folder.muse("convert", "a.abc", "a.svg")
        #expect(convert.code == 0)
        #expect(convert.errors.contains("staff notation holds no directives (%%beginps, %%EPS)\n"))
        let svg = try folder.text("a.svg")
        #expect(svg.contains("<title>Ends --&gt; a &lt;b&gt;comment&lt;/b&gt; ř</title>"))
        #expect(!svg.contains("boom") && !svg.contains("<b>"))
        #expect(try folder.muse("convert", "a.abc", "a.pdf", "--quiet").code == 0)
    }

    @Test func tunesArePrintedInOrderAndTheSameEachTime() throws {
        let folder = try Folder(["a.abc": tunebook])
        #expect(try folder.muse("convert", "a.abc", "a.pdf", "--quiet").code == 0)
        let first = try folder.bytes("a.pdf")
        #expect(first.starts(with: Array("%PDF-".utf8)))
        #expect(try folder.muse("convert", "a.abc", "a.pdf", "--quiet").code == 0)
        #expect(try folder.bytes("a.pdf") == first)
        let text = try pages(folder, "a.pdf").joined()
        let titles = tunebook.split(separator: "\n").filter { $0.hasPrefix("T:") }.map { $0.dropFirst(2) }
        let places = titles.compactMap { text.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 8 && places == places.sorted())
    }

    /// The page that the index gives for a tune has its title and this number.
    @Test func theIndexOfABookNamesThePages() throws {
        let folder = try Folder(["a.abc": tunebook])
        let exporter = "{type: pdf, layout: book, title: Tunes of the House, order: title, paper: letter}"
        #expect(try folder.muse("convert", "a.abc", "a.pdf", "--quiet", "--exporter", exporter).code == 0)
        let pages = try pages(folder, "a.pdf")
        #expect(pages[0].contains("Tunes of the House") && pages[0].contains("8 tunes"))
        let titles = tunebook.split(separator: "\n").filter { $0.hasPrefix("T:") }.map { String($0.dropFirst(2)) }
        var places: [(index: String.Index, page: Int)] = []
        for title in titles {
            let after = try #require(pages[1].firstRange(of: title)?.upperBound)
            let number = try #require(
                pages[1][after...].split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) })
            let page = pages[1 + number]
            #expect(page.contains(title))
            #expect(page.split(whereSeparator: \.isWhitespace).last == "\(number)")
            places.append((after, number))
        }
        // The index is always sorted by title; so are the pages of this book.
        let numbers = places.sorted { $0.index < $1.index }.map(\.page)
        #expect(numbers == numbers.sorted())
    }

    @Test func aRunPrintsItsTunesUnderTheRecipesTitle() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.muse(
            "run", "jig.yaml", "--quiet", "--count", "2", "--out", "a", "--set", "export=[{type: pdf, layout: book}]",
            "--set", "title=House Jigs")
        #expect(run.code == 0, "\(run.errors)")
        let pdf = try #require(run.lines.first)
        #expect(pdf.hasSuffix(".pdf"))
        #expect(try pages(folder, pdf)[0].contains("House Jigs"))
    }
}
