import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// `headers` agrees with `read`; `TraditionalCorpusTests` checks the embedded tunes.
@Suite struct ABCHeaderTests {
    private func headers(_ text: String) -> [Score] {
        ABCImporter().headers(Array(text.utf8), name: "t.abc") ?? []
    }

    @Test func aHeaderHasNoMusic() throws {
        let score = try #require(headers("X:3\nT:Lark\nM:6/8\nR:Jig\nK:D\n|:DFA dfa:|\n").first)
        #expect(score.header.titles == ["Lark"])
        #expect(score.header.rhythm == "jig")
        #expect(score.header.referenceNumber == 3)
        #expect(score.meters == [Timed(0, Meter(6, 8))])
        #expect(score.keys == [Timed(0, Key(PitchClass(step: 1), .major))])
        #expect(score.parts.isEmpty && score.barlines.isEmpty)
    }

    @Test(arguments: [
        // Key and meter of the file header, and one without.
        "M:2/4\nO:Ireland\n\nX:1\nK:G\nC|\n\nX:2\nM:3/4\nC|\n\nX:3\nT:cut off\n",
        // Changes before the first note, on their own line and inside a line.
        "X:1\nM:4/4\nK:C\nM:3/4\n[K:D]A3|[K:G]G3|[M:2/4]G2|\n",
        // Text after the music, and a field that continues it.
        "X:1\nK:C\nC|D|\nW:words\n+:more words\nT:another title\nw:la\n+:la\nN:note\n+:more\nD|\n+:nothing\n",
        // The first voice has no bar lines; the second one leads.
        "X:1\nV:1\nV:2\nK:C\n[V:1]CDE\n[V:2][K:F][M:3/8]CDE|\nT:late\n",
        // The bar lines are at the ends of lines only.
        "X:1\nL:1/4\nM:4/4\nK:C\nCDEF\nCDEF\nT:late\n",
        "X:1\nK:C\n[C\nE]2|\nT:late\n", "X:1\nK:C\n", "no tune", "",
    ])
    func headersAgreeWithTheFullReader(text: String) {
        let tunes = read(text).tunes.map(\.score)
        let headers = headers(text)
        #expect(headers.map(\.header) == tunes.map(\.header))
        #expect(headers.map(\.meters) == tunes.map { Array($0.meters.prefix(1)) })
        #expect(headers.map(\.keys) == tunes.map { Array($0.keys.prefix(1)) })
    }
}
