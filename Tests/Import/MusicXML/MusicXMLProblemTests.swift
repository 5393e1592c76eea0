import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Malformed and hostile documents, encodings and archives.
@Suite struct MusicXMLProblemTests {
    /// `line:column severity: message` of each diagnostic.
    private func places(_ read: Imported) -> [String] {
        (read.diagnostics + read.tunes.flatMap(\.diagnostics)).map {
            "\($0.mark?.line ?? 0):\($0.mark?.column ?? 0) \($0.severity.rawValue): \($0.message)"
        }
    }

    private func hasError(_ read: Imported) -> Bool {
        read.tunes.isEmpty || read.tunes.contains { $0.diagnostics.contains { $0.severity == .error } }
    }

    private static let plain = """
        <score-partwise><part-list><score-part id="P1"><part-name>x</part-name></score-part></part-list>
        <part id="P1"><measure number="7"><attributes><divisions>1</divisions></attributes>
        <note><pitch><step>C</step><octave>4</octave></pitch><duration>4</duration></note>
        </measure></part></score-partwise>
        """

    private func replacing(_ old: String, with new: String) -> String {
        Self.plain.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }

    @Test(arguments: [
        ("<step>C<", "<step>H<", "3:7 error: part P1, measure 7: step 'H', expected A to G"),
        ("<octave>4<", "<octave>99<", "3:7 error: part P1, measure 7: octave '99', expected 0 to 9"),
        (
            "<duration>4<", "<duration>NaN<",
            "3:1 error: part P1, measure 7: duration 'NaN', expected a number of divisions"
        ),
        (
            "<duration>4<", "<duration>-4<",
            "3:1 error: part P1, measure 7: duration '-4', expected a number of divisions"
        ),
        (
            "<duration>4<", "<duration>999999999999<",
            "3:1 error: part P1, measure 7: the time is beyond the limit of a score, 4 · 10¹¹ quarters"
        ),
        ("<divisions>1<", "<divisions>0<", "2:47 error: part P1, measure 7: divisions '0', expected a number above 0"),
        ("<duration>4</duration>", "", "3:1 error: part P1, measure 7: <note> without <duration>"),
    ])
    func mistakesNamePlacePartAndMeasure(_ old: String, _ new: String, _ expected: String) {
        #expect(places(readXML(document: replacing(old, with: new))).contains(expected))
    }

    @Test func otherDocumentsAreRefused() {
        #expect(
            places(readXML(document: "\n<html/>")) == [
                "2:1 error: document element <html>, expected <score-partwise> or <score-timewise>"
            ])
        #expect(places(readXML(document: "")) == ["1:1 error: the file is empty"])
        #expect(hasError(readXML(document: "<opus/>")))
    }

    @Test func malformedXMLIsAnErrorWithItsPlace() throws {
        let cut = readXML(document: String(Self.plain.prefix(200)))
        #expect(cut.tunes.isEmpty && places(cut)[0].hasPrefix("3:"))
        let mismatch = readXML(document: replacing("</measure>", with: "</bar>"))
        #expect(mismatch.tunes.isEmpty && places(mismatch)[0].hasPrefix("4:"))
    }

    @Test func entitiesAndDocumentTypesAreNotRead() {
        let doctype = #"<!DOCTYPE score-partwise PUBLIC "x" "http://127.0.0.1:1/partwise.dtd">"#
        #expect(readXML(document: doctype + Self.plain).eighths() == ["0 8 C4"])
        for entity in [#"<!ENTITY e SYSTEM "file:///etc/passwd">"#, #"<!ENTITY e "text">"#] {
            let document = "<!DOCTYPE score-partwise [\(entity)]>" + replacing("<part-name>x<", with: "<part-name>&e;<")
            #expect(hasError(readXML(document: document)))
        }
    }

    @Test func deepNestingAndEndlessTagsAreErrors() {
        let deep = replacing("<note>", with: String(repeating: "<x>", count: 100_000))
        #expect(places(readXML(document: deep))[0].contains("nested more than 64 levels"))
        let wide = "<score-partwise \((0..<20_000).map { "a\($0)=\"1\"" }.joined(separator: " "))>"
        #expect(places(readXML(document: wide))[0].contains("longer than 64 KB"))
    }

    @Test func otherEncodingsAreDeclared() {
        let named = replacing("<part-name>x<", with: "<part-name>Flöte<")
        let latin =
            Array(#"<?xml version="1.0" encoding="ISO-8859-1"?>"#.utf8) + named.unicodeScalars.map { UInt8($0.value) }
        let utf16: [UInt8] = [0xFF, 0xFE] + named.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [latin, utf16] {
            let read = MusicXMLImporter().read(bytes, name: "t.xml")
            #expect(read.score.parts.first?.name == "Flöte" && read.messages.isEmpty)
        }
        let undeclared = MusicXMLImporter().read(named.unicodeScalars.map { UInt8($0.value) }, name: "t.xml")
        #expect(undeclared.tunes.isEmpty)
    }

    @Test func invalidValuesThatDoNotChangeNotesAreWarnings() {
        for (old, new) in [
            ("<divisions>1</divisions>", "<divisions>1</divisions><key><fifths>99</fifths></key>"),
            (
                "<divisions>1</divisions>",
                "<divisions>1</divisions><time><beats>0</beats><beat-type>4</beat-type></time>"
            ),
            ("<divisions>1</divisions>", "<divisions>1</divisions><transpose><chromatic>999</chromatic></transpose>"),
            ("<note>", "<backup><duration>1</duration></backup><note>"),
            ("<note>", "<note><chord/>"),
        ] {
            let read = readXML(document: replacing(old, with: new))
            #expect(read.eighths() == ["0 8 C4"], "\(new)")
            #expect(read.problems.count == 1 && read.problems[0].hasSuffix("warning"), "\(new)")
        }
    }

    // MARK: - Archives

    private func container(_ path: String) -> (String, [UInt8]) {
        (
            "META-INF/container.xml",
            Array("<container><rootfiles><rootfile full-path=\(path)/></rootfiles></container>".utf8)
        )
    }

    private func read(_ archive: [UInt8]) -> Imported { MusicXMLImporter().read(archive, name: "t.mxl") }

    @Test func archivesNameTheirScoreInTheContainer() {
        let other = ("a.xml", Array("<html/>".utf8))
        let score = ("music/score.xml", Array(Self.plain.utf8))
        let archive = read(storedZip([container("'music/score.xml'"), other, score]))
        #expect(archive.eighths() == ["0 8 C4"] && archive.messages.isEmpty)
        // Seen in the wild: an apostrophe in a value between apostrophes.
        let malformed = read(storedZip([container("'It's.xml'"), score]))
        #expect(malformed.eighths() == ["0 8 C4"] && malformed.problems == ["1 warning"])
        #expect(read(storedZip([score])).problems == ["1 warning"])
        #expect(read(Array(Self.plain.utf8)).eighths() == ["0 8 C4"])
    }

    @Test func damagedArchivesAreErrors() {
        let score = ("score.xml", Array(Self.plain.utf8))
        let whole = storedZip([container("'score.xml'"), score])
        #expect(read(Array(whole.dropLast(30))).problems == ["1 error"])
        #expect(read(storedZip([container("'../../etc/passwd'"), score])).messages[0].contains("not in the archive"))
        var damaged = whole
        damaged[whole.count / 2] ^= 1
        #expect(hasError(read(damaged)))
        let large = ("META-INF/container.xml", [UInt8](repeating: 0x20, count: 100_000))
        #expect(read(storedZip([large, score])).messages[0].contains("more than 64 KB"))
    }
}
