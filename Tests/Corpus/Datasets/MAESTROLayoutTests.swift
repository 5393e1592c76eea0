import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MAESTROLayoutTests {
    private static let header = "canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration\n"

    private func sample(_ rows: String = MAESTROLayoutTests.rows) throws -> SampleFolder {
        try SampleFolder(
            ["maestro-v3.0.0.csv": Self.header + rows, "maestro-v3.0.0.json": "{}", "README": ""],
            midi: [
                "2018/one.midi": SampleMIDI.scale(from: 60, name: "Piano"),
                "2018/two.midi": SampleMIDI.scale(from: 50), "2009/three.midi": SampleMIDI.scale(from: 70),
                "2009/unlisted.midi": SampleMIDI.scale(from: 40),
            ])
    }

    private static let rows = """
        Anna Muster,"Sonata ""Dawn"", Op. 1",train,2018,2018/one.midi,2018/one.wav,4.0
        Anna Muster / Bo Beispiel,Etude,validation,2018,2018/two.midi,2018/two.wav,4.0
        Cy Sample,"Waltz, in D",test,2009,2009/three.midi,2009/three.wav,4.0

        """

    @Test func theTableGivesFilesSidesTitlesAndComposers() throws {
        let files = try sample().files(.maestro)
        #expect(files.map(\.name) == ["2018/one.midi", "2018/two.midi", "2009/three.midi"])
        #expect(files.map(\.entry.side) == [.training, .validation, .test])
        #expect(files.map(\.entry.title) == ["Sonata \"Dawn\", Op. 1", "Etude", "Waltz, in D"])
        #expect(files.map(\.entry.composers) == [["Anna Muster"], ["Anna Muster", "Bo Beispiel"], ["Cy Sample"]])
        #expect(files.allSatisfy { $0.entry.importer == nil && $0.entry.companions.isEmpty })
    }

    @Test func tunesHaveWhatTheTableStates() throws {
        let corpus = try sample().corpus(.maestro)
        // The name of the first track is not the title.
        #expect(corpus.training.map(\.score.header.title) == ["Sonata \"Dawn\", Op. 1"])
        #expect(corpus.validation.map(\.score.header.composers) == [["Anna Muster", "Bo Beispiel"]])
        #expect(corpus.test.map(\.score.header.title) == ["Waltz, in D"])
    }

    @Test func tunesCanBeSelectedByComposer() throws {
        let filter = HeaderFilter([.init(.composer, [.text("muster")])])
        let corpus = try sample().corpus(.maestro, filter)
        #expect(corpus.training.count == 1 && corpus.validation.count == 1 && corpus.test.isEmpty)
    }

    @Test func mistakesNameTheirPlace() throws {
        #expect(
            try SampleFolder(["2018/one.midi": ""]).complaint(.maestro)
                == "'SAMPLE' is not MAESTRO: it has no table 'maestro-v*.csv'")
        #expect(try sample().complaint(.maestro, in: "gone") == "there is no folder 'gone'")
        #expect(
            try sample("A,B,train,2018,2018/gone.midi,x.wav,1\n").complaint(.maestro)
                == "maestro-v3.0.0.csv:2:16: there is no file '2018/gone.midi'")
        #expect(
            try sample("A,\"B\nC\",train,2018,2018/one.midi,x,1\nA,B,dev,2018,2018/one.midi,x,1\n").complaint(.maestro)
                == "maestro-v3.0.0.csv:4:5: expected train, validation or test, found 'dev'")
        #expect(
            try sample("A,\"B,train\n").complaint(.maestro)
                == "maestro-v3.0.0.csv:2:3: the quotation mark is not closed")
        #expect(
            try sample("A,B,train\n").complaint(.maestro)
                == "maestro-v3.0.0.csv:2:1: the row has 3 fields, the table 7 columns")
        #expect(try sample("").complaint(.maestro) == "'maestro-v3.0.0.csv' lists no files")
        let folder = try sample()
        try folder.write("maestro-v2.0.0.csv", Self.header)
        #expect(
            folder.complaint(.maestro) == "'SAMPLE' has several tables: maestro-v2.0.0.csv, maestro-v3.0.0.csv")
        try folder.remove("maestro-v3.0.0.csv")
        try folder.write("maestro-v2.0.0.csv", "composer,split\n")
        #expect(
            folder.complaint(.maestro)
                == "maestro-v2.0.0.csv:1:1: the first line has no column 'canonical_composer', 'canonical_title', "
                + "'midi_filename'")
    }

    /// A model is fitted again if a piece changes its side or title.
    @Test func hashesCoverWhatTheTableStates() throws {
        let folder = try sample()
        let before = try folder.reader(.maestro).hashes()
        #expect(try folder.reader(.maestro, streams: true).hashes() == before)
        try folder.write("maestro-v3.0.0.csv", Self.header + Self.rows.replacing(",validation,", with: ",train,"))
        for streams in [false, true] {
            let after = try folder.reader(.maestro, streams: streams).hashes()
            #expect(after[0] == before[0] && after[1] != before[1] && after[2] == before[2])
        }
    }

    @Test func aStreamedCorpusHasTheSameSides() throws {
        let folder = try sample()
        let (memory, disk) = (try folder.reader(.maestro), try folder.reader(.maestro, streams: true))
        #expect(disk.isStreamed && !memory.isStreamed)
        for side in CorpusSide.allCases {
            #expect(try disk.tunes(side).map(\.score) == memory.tunes(side).map(\.score))
            #expect(try disk.sequences(side).count == 1)
        }
        #expect(try disk.report().description == memory.report().description)
    }

    /// Event tokens are those of the performance: times that are on no grid of notation, and the pedal.
    @Test(arguments: [false, true]) func eventTokensHaveThePedal(_ streams: Bool) throws {
        var midi = SampleMIDI()
        midi.add(
            "Piano", notes: [(30, 400, 60), (530, 410, 64), (995, 300, 67)],
            others: [(20, [0xB0, 64, 127]), (900, [0xB0, 64, 0])])
        let folder = try sample("A,B,train,2018,2018/one.midi,x.wav,1\n")
        try folder.write("2018/one.midi", midi.bytes)
        let tokenizer = try SampleFolder.tokenizer("midi_like", ["use_sustain_pedals": "true"])
        let reader = try folder.reader(.maestro, tokenizer, streams: streams)
        let names = try reader.sequences(.training)[0].map { tokenizer.vocabulary[$0] }
        #expect(names.count { $0.hasPrefix("Pedal_") } == 1 && names.count { $0.hasPrefix("PedalOff_") } == 1)
        #expect(names.filter { $0.hasPrefix("NoteOn_") } == ["NoteOn_60", "NoteOn_64", "NoteOn_67"])
        // Rules and reports still get notation.
        let tune = try #require(try reader.tunes(.training).first)
        #expect(tune.score.performance == nil && tune.performance?.parts[0].notes.map(\.onset) == [30, 530, 995])
    }
}
