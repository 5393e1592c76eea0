import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct POP909LayoutTests {
    /// Two quarters at 120, then quarters at 60: 960 ticks are at 1 s, 1920 at 3 s, 2880 at 5 s.
    private static let song: [UInt8] = {
        var midi = SampleMIDI(tempos: [(0, 500_000), (960, 1_000_000)])
        midi.add("MELODY", notes: (0..<16).map { (tick: 240 * $0, length: 240, key: 65 + [0, 3, 7, 8][$0 % 4]) })
        midi.add("BRIDGE", notes: [(0, 480, 61), (480, 480, 65)], channel: 1)
        midi.add("PIANO", notes: (0..<4).map { (tick: 960 * $0, length: 960, key: 49) }, channel: 2)
        return midi.bytes
    }()

    private static let chords = "0.0\t1.0\tN\n1.0\t3.0\tF#:maj7/5\n3.0\t5.0\tC#:min\n5.0\t7.0\tAb:sus4(b7)\n"

    private func sample(chords: String = POP909LayoutTests.chords, keys: String = "0.3\t6.9\tDb:maj\n") throws
        -> SampleFolder
    {
        try SampleFolder(
            [
                "POP909/index.xlsx": "", "POP909/001/chord_midi.txt": chords, "POP909/001/key_audio.txt": keys,
                "POP909/001/chord_audio.txt": "0.0 1.0 C:maj\n", "POP909/001/beat_midi.txt": "0.0 1.0 1.0\n",
            ], midi: ["POP909/001/001.mid": Self.song, "POP909/001/versions/001-v1.mid": Self.song])
    }

    private func tune(_ folder: SampleFolder) throws -> Score {
        try #require(try folder.corpus(.pop909).training.first).score
    }

    @Test func songsAreReadWithoutTheirEarlierVersions() throws {
        let folder = try sample()
        #expect(try folder.names(.pop909) == ["POP909/001/001.mid"])
        #expect(try folder.names(.pop909, in: "POP909") == ["POP909/001/001.mid"])
        let score = try tune(folder)
        #expect(score.header.titles == ["POP909 001"])
        #expect(score.parts.map(\.name) == ["MELODY", "BRIDGE", "PIANO"])
    }

    @Test func chordsAreAtTheirTimesAndSpelledInTheKey() throws {
        let score = try tune(sample())
        #expect(score.keys.map(\.value.description) == ["Db major"])
        let quarter = score.ticksPerQuarter
        #expect(score.chordSymbols.map(\.onset) == [2 * quarter, 4 * quarter, 6 * quarter])
        #expect(score.chordSymbols.map(\.value.description) == ["Gbmaj7/Db", "Dbm", "Ab7sus4"])
    }

    /// Keys are annotated in the audio, whose times differ from those of the MIDI file.
    @Test func aChangeOfKeyIsAtTheNearestChord() throws {
        let score = try tune(sample(keys: "0.3\t2.6\tDb:maj\n2.6\t6.9\tAb:min\n"))
        // Ab minor has seven flats, G# minor five sharps.
        #expect(score.keys.map(\.onset) == [0, 4 * score.ticksPerQuarter])
        #expect(score.keys.map(\.value.description) == ["Db major", "G# minor"])
        #expect(score.chordSymbols.map(\.value.description) == ["Gbmaj7/Db", "C#m", "G#7sus4"])
    }

    @Test func damagedLinesAreReportedAndLeftOut() throws {
        let folder = try sample(
            chords: "0.0 1.0 H:maj\n\nx 2.0 C:maj\n1.0 3.0 C:odd\n3.0 5.0 E:min/b3\n", keys: "0 9 Q\n")
        let corpus = try folder.corpus(.pop909)
        #expect(corpus.training[0].score.chordSymbols.map(\.value.description) == ["Em/G"])
        let messages = corpus.report.diagnostics.map { diagnostic in
            "\(diagnostic.mark?.place.dropFirst(folder.path.count + 1) ?? ""): \(diagnostic.message)"
        }
        #expect(
            messages == [
                "POP909/001/chord_midi.txt:3:1: expected a start, an end and a label, found 'x 2.0 C:maj'; left out",
                "POP909/001/key_audio.txt:1:1: 'Q' is not a key such as 'Gb:maj'; left out",
                "POP909/001/chord_midi.txt:1:1: 'H:maj' is not a chord such as 'F#:min7/b3'; left out",
                "POP909/001/chord_midi.txt:4:1: 'C:odd' is not a chord such as 'F#:min7/b3'; left out",
            ])
    }

    @Test func mistakesNameWhatIsMissing() throws {
        let folder = try sample()
        #expect(
            folder.complaint(.pop909, in: "POP909/001")
                == "'POP909/001' is not POP909: it has no folder of a song such as '001'")
        try folder.remove("POP909/001/chord_midi.txt")
        #expect(folder.complaint(.pop909) == "'POP909/001' is not POP909: it has no file 'chord_midi.txt'")
    }

    @Test func hashesCoverTheAnnotations() throws {
        let folder = try sample()
        let before = try folder.reader(.pop909).hashes()
        #expect(try folder.reader(.pop909, streams: true).hashes() == before)
        try folder.write("POP909/001/chord_midi.txt", Self.chords.replacing("C#:min", with: "C#:maj"))
        #expect(try folder.reader(.pop909).hashes() != before)
        let streamed = try folder.reader(.pop909, streams: true)
        #expect(try streamed.hashes() == folder.reader(.pop909).hashes())
        let score = try #require(try streamed.tunes(.training).first).score
        #expect(score.chordSymbols.map(\.value.description) == ["Gbmaj7/Db", "Db", "Ab7sus4"])
    }
}
