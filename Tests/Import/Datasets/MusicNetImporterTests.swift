import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MusicNetImporterTests {
    private static let header = "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n"

    private func read(_ rows: String) -> Imported {
        MusicNetImporter().read(Array((Self.header + rows).utf8), name: "7.csv")
    }

    private func score(_ rows: String) throws -> Score {
        let imported = read(rows)
        #expect(imported.diagnostics.isEmpty && imported.tunes.map(\.diagnostics) == [[]])
        return try #require(imported.tunes.first).score
    }

    @Test func notesAreAtTheirPlacesInTheScore() throws {
        let score = try score(
            """
            44100,60000,43,48,1.0,1.5,Dotted Quarter
            44100,50000,41,72,1.0,0.3333333333,Triplet
            51450,60000,41,74,1.3333333333,0.6666666667,Quarter Triplet
            66150,70000,41,76,2.0,0.5,Eighth

            """)
        // A part for each instrument, by program.
        #expect(score.parts.map(\.program) == [40, 42])
        #expect(score.parts.map(\.name) == ["Violin", "Cello"])
        let quarter = score.ticksPerQuarter
        #expect(score.parts[0].notes.map(\.onset) == [quarter, quarter * 4 / 3, 2 * quarter])
        #expect(score.parts[0].notes.map(\.duration) == [quarter / 3, quarter * 2 / 3, quarter / 2])
        #expect(score.parts[0].notes.map(\.pitch.midi) == [72, 74, 76])
        #expect(score.parts[1].notes.map { [$0.onset, $0.duration] } == [[quarter, quarter * 3 / 2]])
        #expect(score.performance == Performance(statesMeter: false, statesKey: false, statesTempo: true))
    }

    /// Onsets of 0, 0.5, 1 and 2 seconds at quarters 0, 1, 2 and 3: 120, 120 and 60 quarters a minute.
    @Test func temposAreThoseOfTheRecording() throws {
        let rows = zip([0, 22050, 44100, 88200], 0...3).map { "\($0),\($0 + 9),1,60,\($1),1,Quarter\n" }.joined()
        let score = try score(rows)
        #expect(score.tempos.map(\.onset) == [0, 2 * score.ticksPerQuarter])
        #expect(score.tempos.map(\.value.bpm) == [120, 60])
    }

    /// Between notes the tempo is even; notes of a chord, and times that go back, do not change it.
    @Test func temposAreInterpolatedBetweenNotes() throws {
        let score = try score(
            """
            44100,50000,1,60,4,1,Quarter
            44500,50000,1,64,4,1,Quarter
            44000,50000,1,67,5,1,Quarter
            132300,140000,1,72,6.5,1,Quarter

            """)
        // 2.5 quarters in 2 seconds.
        #expect(score.tempos == [Timed(0, Tempo(bpm: 75))])
        #expect(try self.score("0,1,1,60,2,1,Quarter\n").tempos == [Timed(0, Tempo(bpm: 120))])
    }

    @Test(arguments: [
        ("0,1,1,60,0,1,Q\n0,1,129,60,0,1,Q\n", "7.csv:3:5: expected a whole number from 1 to 128, found '129'"),
        ("0,1,1,x,0,1,Q\n", "7.csv:2:7: expected a whole number from 0 to 127, found 'x'"),
        ("0,1,1,60,-1,1,Q\n", "7.csv:2:10: expected a number from 0 to 100000, found '-1'"),
        ("0,1,1,60,0,nan,Q\n", "7.csv:2:12: expected a number from 0 to 10000, found 'nan'"),
        ("0,1,1,60,0\n", "7.csv:2:1: the row has 5 fields, the table 7 columns"),
        ("", "7.csv:1:1: the table has no notes"),
    ])
    func damagedLabelsAreErrors(_ rows: String, _ message: String) {
        let tune = read(rows).tunes[0]
        #expect(tune.diagnostics.map(\.severity) == [.error])
        #expect(tune.diagnostics.map { "\($0.mark?.place ?? ""): \($0.message)" } == [message])
    }

    @Test func columnsAreFoundByName() throws {
        let text = "note,instrument,end_beat,start_beat,start_time\n60,74,2,1,0\n"
        let imported = MusicNetImporter().read(Array(text.utf8), name: "7.csv")
        let note = try #require(imported.tunes[0].score.parts.first?.notes.first)
        #expect([note.onset, note.duration, note.pitch.midi] == [10_080, 20_160, 60])
        #expect(imported.tunes[0].score.parts[0].name == "Flute")
    }
}
