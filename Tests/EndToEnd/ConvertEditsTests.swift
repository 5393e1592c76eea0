import Testing

/// Options of `muse convert` that change the music, and what it reports.
@Suite struct ConvertEditsTests {
    private let tune = """
        X:1
        T:The Jig
        Q:3/8=100
        M:6/8
        L:1/8
        K:G
        "G"GAB "D7"d2B|gfe dBG|]

        """

    private func converted(_ options: String...) throws -> [String] {
        let folder = try Folder(["a.abc": tune])
        let convert = try MuseBinary.run(
            ["convert", "a.abc", "b.abc"] + options, in: folder.path, cache: folder.cache)
        #expect(convert.code == 0 && convert.errors == "", "\(convert.errors)")
        return try folder.text("b.abc").split(separator: "\n").map(String.init)
    }

    @Test func musicIsTransposed() throws {
        let up = try converted("--transpose", "2")
        #expect(up.contains("K:A") && up.last == "\"A\"ABc \"E7\"e2 c | agf ecA |]")
        let down = try converted("--transpose", "-3")
        #expect(down.contains("K:E") && down.last == "\"E\"EFG \"B7\"B2 G | edc BGE |]")
        let key = try converted("--key", "Bb")
        #expect(key.contains("K:Bb") && key.last == "\"Bb\"Bcd \"F7\"f2 d | bag fdB |]")
        #expect(try converted("--transpose", "0").joined(separator: "\n") + "\n" == tune)
    }

    @Test func temposAndProgramsAreSet() throws {
        #expect(try converted("--tempo", "120").contains("Q:3/8=120"))
        #expect(try converted("--tempo", "1/4=90").contains("Q:1/4=90"))
        #expect(try converted("--program", "Violin").contains("%%MIDI program 40"))
        #expect(try converted("--tempo", "100").joined(separator: "\n") + "\n" == tune)
    }

    @Test(arguments: [
        (["--transpose", "x"], "error: --transpose: expected a number of semitones from -48 to 48, found 'x'\n"),
        (["--key", "H"], "error: --key: expected a key such as D, Am or Ador, found 'H'\n"),
        (["--tempo", "fast"], "error: --tempo: expected beats per minute such as 120, or 3/8=120, found 'fast'\n"),
        (
            ["--program", "violn"],
            "error: --program: expected an instrument of General MIDI, such as violin, or 0 to 127, found 'violn'; did "
                + "you mean 'Violin'?\n"
        ),
        (
            ["--program", "steel"],
            "error: --program: 'steel' can mean acoustic guitar (steel) (25), steel drums (114)\n"
        ),
        (["--key", "D", "--transpose", "2"], "error: --key and --transpose both transpose; give one of them\n"),
        (["--grid", "1/16"], "error: --grid is for performances; 'a.abc' is notation already\n"),
    ]) func wrongValuesAreWrongUse(options: [String], message: String) throws {
        let folder = try Folder(["a.abc": tune])
        let convert = try MuseBinary.run(["convert", "a.abc", "b.mid"] + options, in: folder.path, cache: folder.cache)
        #expect(convert.code == 64 && convert.errors == message, "\(convert.errors)")
        #expect(try folder.files() == ["a.abc"])
    }

    @Test func tunesThatCannotBeTransposedAreReportedAndLeftOut() throws {
        let minor = "\nX:2\nT:Minor\nM:6/8\nL:1/8\nK:Em\nEFG e3|]\n"
        let folder = try Folder(["a.abc": tune + minor])
        let convert = try folder.muse("convert", "a.abc", "b.abc", "--key", "D major")
        #expect(convert.code == 65)
        #expect(convert.errors == "error: a.abc:9: 'Minor': E minor cannot be transposed to D major\n")
        let keys = try folder.text("b.abc").split(separator: "\n").filter { $0.hasPrefix("K:") }
        #expect(keys == ["K:D"])
        #expect(try folder.muse("convert", "a.abc", "c.abc", "--key", "D").code == 0)
        #expect(try folder.text("c.abc").contains("K:Dm\n"))
    }

    @Test func lossesAreReportedForEachTune() throws {
        let folder = try Folder([
            "a.abc": "X:1\nT:Plain\nM:4/4\nK:C\nCDEF|]\n\n" + tune + "\nX:3\nT:Song\nM:4/4\nK:C\n|:(C2{d}D2):|\n"
        ])
        let convert = try folder.muse("convert", "a.abc", "{n}.mid")
        #expect(convert.code == 0 && convert.output == "")
        #expect(
            convert.errors == """
                warning: a.abc:7: 'The Jig': MIDI holds no chord symbols
                warning: a.abc:15: 'Song': MIDI holds no repeats (they are written out), grace notes, slurs

                """)
        #expect(try folder.muse("convert", "a.abc", "{n}.mid", "--quiet").errors == "")
        #expect(try folder.muse("convert", "a.abc", "{n}.musicxml").errors == "")
        #expect(try folder.muse("convert", "a.abc", "b.abc").errors == "")
    }
}
