import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// What `check` reports beyond `read`, and the checks of bars, repeats and endings.
@Suite struct ABCChecks {
    /// `line:column kind: message` of each diagnostic of a check.
    private func check(_ text: String) -> [String] {
        let checked = ABCImporter().check(Array(text.utf8), name: "t.abc")
        return (checked.diagnostics + checked.tunes.flatMap(\.diagnostics)).map {
            "\($0.mark?.line ?? 0):\($0.mark?.column ?? 0) \($0.kind.rawValue): \($0.message)"
        }
    }

    /// The same for a tune with a complete header, whose music starts in line 6.
    private func checkMusic(_ music: String, fields: String = "") -> [String] {
        check("X:1\nT:t\nM:4/4\nL:1/4\n\(fields)K:C\n\(music)\n")
    }

    // MARK: - Bars

    @Test(arguments: [
        // A pickup, and the last bar without it.
        "|: C | DEFG | DEF :|", "C | DEFG | DEF ||",
        // Strains with pickups of their own; the second one is not repeated.
        "C | DEFG | DEF :| G | DEFG | DEF |]",
        // Endings that are shorter by the pickup, and by the pickup of what follows.
        "|: C | DEFG |1 DEF :|2 DEFG ||", "|: C | DEFG |1 DEF :|2 DE || FG | DEFG |]",
        // Endings inside a bar, and of two parts of a bar.
        "|: DEFG | DE [1 FG :| [2 CC ||", "|: DEFG | DE |1 FG :|2 CC ||",
        // A bar divided by a double or a dotted bar line, or by a repeat.
        "DEFG | DE || FG | DEFG |]", "DE .| FG | DEFG |]", "DEFG | D :| EFG | DEFG |]",
        // A short end of a tune that nothing follows, and a tune without a final bar line.
        "DEFG | DE |]", "DEFG | DE", "DEFGDEFGDEFG",
        // The pickup of a tune, completed at the end of its second strain.
        "C | DEFG | DEFG :| DEFG | DEF :|",
    ])
    func barsThatOthersCompleteAreRight(music: String) {
        #expect(checkMusic(music) == [], "\(music)")
    }

    @Test func barsThatNothingCompletesAreReported() {
        #expect(checkMusic("DEFG | DEF | DEFG |]") == ["6:12 bar_length: bar 2 lasts 3 quarters, 4/4 needs 4"])
        #expect(checkMusic("|: DEFG | DEF :|") == ["6:15 bar_length: bar 2 lasts 3 quarters, 4/4 needs 4"])
        #expect(checkMusic("|: C | DEFG | DE :|") == ["6:18 bar_length: bar 2 lasts 2 quarters, 4/4 needs 4"])
        #expect(checkMusic("DEFG | DE || DEFG |]") == ["6:11 bar_length: bar 2 lasts 2 quarters, 4/4 needs 4"])
        #expect(
            checkMusic("|: DEFG |1 DEF :|2 DEFG |]") == ["6:16 bar_length: bar 2 lasts 3 quarters, 4/4 needs 4"])
        #expect(checkMusic("DEFG | DEF/2 F | DEFG |]").count == 1)
        // After the last bar line, at the last note.
        #expect(checkMusic("DEFG | DEFGA % end") == ["6:12 bar_length: bar 2 lasts 5 quarters, 4/4 needs 4"])
        #expect(checkMusic("DEFG | DEF | DE") == ["6:12 bar_length: bar 2 lasts 3 quarters, 4/4 needs 4"])
    }

    // MARK: - Repeats and endings

    @Test(arguments: [
        "CDEF :|", "CDEF || CDEF :| CDEF :|", "|: CDEF :: CDEF :|", "|: CDEF |1 C4 :|2 D4 || CDEF |1 C4 :|2 D4 |]",
        "|: CDEF |1,3 C4 :|2 D4 :|4 E4 |]", "|: CDEF |1-3 C4 :|4 D4 |]", "|: CDEF |1 C4 :| CDEF |]",
    ])
    func repeatsInOrderAreRight(music: String) {
        #expect(checkMusic(music) == [], "\(music)")
    }

    @Test(arguments: [
        ("|: CDEF | CDEF |]", "6:1 repeat: repeat without an end"),
        ("|: CDEF |: CDEF :|", "6:1 repeat: repeat without an end"),
        ("|: CDEF |2 CDEF :|", "6:9 ending: ending 2 without an ending 1 before it"),
        ("|: CDEF |1 CDEF :|3 CDEF |]", "6:17 ending: ending 3 without an ending 2 before it"),
        ("|: CDEF |1 CDEF :|1 CDEF |]", nil),
        ("|: CDEF |1,2 CDEF :|2 CDEF |]", "6:19 ending: ending 2 occurs twice in a section"),
        ("|: CDEF |1 CDEF |2 CDEF :|", "6:17 ending: no ':|' between ending 2 and the one before it"),
    ])
    func repeatsOutOfOrderAreReported(music: String, message: String?) {
        #expect(checkMusic(music) == [message].compactMap { $0 }, "\(music)")
    }

    /// An invisible bar line is often written before a repeat sign.
    @Test func aRepeatAfterAnInvisibleBarLineIsNotMirrored() {
        #expect(checkMusic("CDEF [|]:| CDEF |]") == [])
    }

    /// The repeat starts in the line after the end of the one before.
    @Test func aRepeatAcrossALineBreakIsReportedWhereItStarts() {
        #expect(checkMusic("CDEF :|\n|: CDEF |]") == ["7:1 repeat: repeat without an end"])
        #expect(checkMusic("CDEF |1 CDEF :|\n[3 CDEF |]") == ["7:1 ending: ending 3 without an ending 2 before it"])
    }

    // MARK: - Fields

    @Test func missingFieldsAreReported() {
        #expect(
            check("X:1\nK:C\nCDEF|GABc|cBAG|]\n") == [
                "1:1 missing_field: the tune has no title: T: comes second, after X: (ABC 2.1, section 3)",
                "1:1 missing_field: the tune has bars but no meter (M:); most of its bars last 2 quarters",
            ])
        #expect(check("M:4/4\nL:1/4\n\nX:1\nT:t\nK:C\nCDEF|GABc|cBAG|]\n") == [])
        #expect(check("X:1\nT:t\nL:1/4\nK:C\n[M:4/4]CDEF|GABc|cBAG|]\n") == [])
    }

    @Test func fieldsOutOfOrderAreReported() {
        #expect(
            check("X:1\nC:me\nT:t\nM:4/4\nK:C\nC8|\nZ:you\nT:part\n") == [
                "2:1 field_order: C: before T:, which comes second, after X: (ABC 2.1, section 3)",
                "7:1 field_order: Z: belongs before K:, which ends the header (ABC 2.1, section 3)",
            ])
        #expect(
            check("X:1\nT:t\nM:4/4\nK:C\nC8|\n\nT:u\nX:2\nT:u\nM:4/4\nK:C\nC8|\n") == [
                "7:1 field_order: T: belongs to no tune; a tune starts with X: (ABC 2.1, section 3.1.1)"
            ])
    }

    @Test func unknownFieldsAreReportedOnce() {
        let tune = "T:t\nY:AB\nM:4/4\nK:C\nC8|\n"
        #expect(
            check("X:1\n\(tune)\nX:2\n\(tune)") == ["3:1 field: unknown field Y:, in 2 tunes (ABC 2.1, section 3)"])
        // Notes before a bar line are no field.
        #expect(checkMusic("DEFG |\nC4 |\nC4::C4:|") == [])
    }

    @Test func numbersOfTunesAreUnique() {
        #expect(
            check("X:3\nT:t\nM:4/4\nK:C\nC8|\n\nX: 3\nT:u\nM:4/4\nK:C\nC8|\n") == [
                "7:1 duplicate_number: X:3 is also the number of the tune at line 1 (ABC 2.1, section 3.1.1)"
            ])
    }

    @Test func tunesWithoutNotesAreReported() {
        #expect(check("X:1\nT:t\nM:4/4\nK:C\n") == ["1:1 empty_tune: the tune has no notes"])
    }

    // MARK: - Music and lyrics

    @Test func outdatedSyntaxIsReportedUnlessDeclared() {
        let lineBreak =
            "obsolete: outdated '!' as a line break, ignored; I:linebreak ! allows it (ABC 2.1, section 6.1.1)"
        #expect(checkMusic("DEFG|!trill!D \"^!\" EFG|!\nDEFG|! % !") == ["6:24 \(lineBreak)"])
        #expect(checkMusic("DEFG|!\nDEFG|!", fields: "I:linebreak !\n") == [])
        #expect(checkMusic("DEFG|!\nDEFG|!", fields: "%%linebreak <EOL> !\n") == [])
        let plus = "obsolete: outdated decoration in '+', read as in '!' (ABC 2.1, section 10.2)"
        #expect(checkMusic("+trill+DEFG|+trill+DEFG|") == ["6:1 \(plus)"])
        #expect(checkMusic("+trill+DEFG|", fields: "I:decoration +\n") == [])
        #expect(checkMusic("+CE+DEF|") == ["6:1 obsolete: obsolete chord syntax '+CEG+'; read as [CEG]"])
    }

    @Test(arguments: [
        ("Intro", "'Intro' is not a chord symbol; write \"^Intro\" for text (ABC 2.1, section 4.19)"),
        ("4", "'4' is not a chord symbol; write !4! for a finger (ABC 2.1, section 4.14)"),
        (" A m", "' A m' is not a chord symbol; did you mean 'Am'?"),
        ("Am7/G", nil), ("^Intro", nil), ("_4", nil), ("@3,4 a", nil), ("N.C.", nil), ("(D7)", nil), ("", nil),
        ("G(Em)", nil),
    ])
    func textsAreChordSymbolsOrAnnotations(text: String, message: String?) {
        let expected = message.map { ["6:6 chord_symbol: \($0)"] } ?? []
        // The second one is not reported again.
        #expect(checkMusic("DEFG|\"\(text)\"D\"\(text)\"EFG|") == expected)
    }

    @Test func linesOfLyricsHaveASyllableForEachNote() {
        let hint = "'*' skips a note, '_' holds a syllable (ABC 2.1, section 5.1)"
        #expect(
            checkMusic("DEFG|DEFG|\nw: a b c d e f g") == [
                "7:3 lyrics: fewer syllables than notes: 1 note has none; \(hint)"
            ])
        #expect(checkMusic("DEFG|[DF]EFG|\nw: a b c d e\n+: f").first?.contains("2 notes have none") == true)
        #expect(
            checkMusic("DEFG|\nw: a b c d e") == ["7:3 lyrics: more syllables than notes; the rest is ignored"])
        // Whole bars without lyrics, notes tied to the last one, held and skipped notes.
        for (music, words) in [
            ("DEFG|DEFG|", "a b c d"), ("DEF2-|F4|", "a b c"), ("DEFG|", "a_b*"), ("DEFG|", "a b-c d"),
        ] {
            #expect(checkMusic("\(music)\nw: \(words)") == [], "\(words)")
        }
        #expect(checkMusic("DEFG|\nw: a b c d\nw: e f g h\nDEFG|\nw: i j\n+: k l") == [])
    }

    @Test func slursOverGraceNotesAloneAreNoMistake() {
        #expect(checkMusic("DE({fg})FG|({a}D)EFG|") == [])
        #expect(checkMusic("DEF)G|") == ["6:4 slur: end of a slur that never started; ignored"])
    }

    @Test func aMisspelledDecorationGetsTheNearestName() {
        #expect(
            checkMusic("!Segno!DE!foo!FG|") == [
                "6:1 decoration: the standard has no decoration 'Segno'; did you mean 'segno'?",
                "6:10 decoration: the standard has no decoration 'foo'; kept unchanged",
            ])
    }

    @Test func aSignWithoutANoteIsADecorationAndNoLineBreak() {
        #expect(
            checkMusic("!//!DEFG|!DEFG|") == [
                "6:1 decoration: the standard has no decoration '//'; kept unchanged",
                "6:10 obsolete: outdated '!' as a line break, ignored; I:linebreak ! allows it "
                    + "(ABC 2.1, section 6.1.1)",
            ])
    }

    @Test func readReportsOnlyWhatAffectsTheMusic() {
        #expect(read("X:1\nC:me\nK:C\n+trill+CDEF|\"Intro\"GABc|cBAG|!\n").tunes[0].diagnostics == [])
    }

    @Test func aTuneHasAtMostAThousandMessages() {
        let messages = checkMusic(String(repeating: "kk", count: 800))
        #expect(messages.count == 1001)
        #expect(messages.last == "0:0 other: 601 more messages about this tune left out")
    }
}
