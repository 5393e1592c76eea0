import MuseCorpus
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MusicNetLayoutTests {
    private static let header = "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n"

    private func sample() throws -> SampleFolder {
        let labels =
            Self.header
            + (0..<8).map { "\(22050 * $0),\(22050 * $0 + 20000),41,\(60 + $0),\($0).0,1.0,Quarter\n" }.joined()
        return try SampleFolder([
            "musicnet_metadata.csv":
                "id,composer,composition,movement,ensemble,source,transcriber,catalog_name,seconds\n"
                + "900,Anna Muster,\"Duo in G, for beginners\",1. Allegro,Duo,Archive,nobody,OP1,4\n"
                + "7,Bo Beispiel,Air,,Solo,Archive,nobody,OP2,4\n1000,Cy Sample,Trio,2. Largo,Trio,Archive,nobody,OP3,4\n",
            "musicnet/train_labels/1000.csv": labels,
            "musicnet/train_labels/900.csv": labels.replacing(",41,", with: ",1,"),
            "musicnet/test_labels/7.csv": labels.replacing(",1.0,", with: ",0.5,"),
            "musicnet/train_data/900.wav": "", "musicnet/test_data/7.wav": "",
        ])
    }

    @Test func labelsHaveTheSideOfTheirFolderAndTheTitleOfTheTable() throws {
        let files = try sample().files(.musicnet, in: "musicnet")
        #expect(
            files.map(\.name) == [
                "musicnet/train_labels/900.csv", "musicnet/train_labels/1000.csv", "musicnet/test_labels/7.csv",
            ])
        #expect(files.map(\.entry.side) == [.training, .training, .test])
        #expect(files.map(\.entry.title) == ["Duo in G, for beginners: 1. Allegro", "Trio: 2. Largo", "Air"])
        #expect(files.map(\.entry.composers) == [["Anna Muster"], ["Cy Sample"], ["Bo Beispiel"]])
        #expect(files.allSatisfy { $0.entry.importer == "musicnet" })
    }

    @Test func labelsBecomeTunes() throws {
        let folder = try sample()
        let files = try DatasetLayout.musicnet.files(in: "\(folder.path)/musicnet")
        let corpus = try Corpus(
            CorpusSettings(files: files.map { .init(path: $0.path, entry: $0.entry) }, validation: 0),
            importers: .builtIn, random: RandomSource(seed: 1), files: CorpusFiles())
        #expect(corpus.training.map { $0.score.parts[0].program } == [0, 40])
        #expect(corpus.test.map(\.score.header.title) == ["Air"])
        // Notated, the notes are where they are in the score.
        let notes = corpus.training[1].score.parts[0].notes
        #expect(notes.map(\.pitch.midi) == Array(60..<68))
        #expect(notes.map(\.onset) == (0..<8).map { $0 * corpus.training[1].score.ticksPerQuarter })
    }

    @Test func mistakesNameWhatIsMissing() throws {
        let folder = try sample()
        #expect(folder.complaint(.musicnet) == "'SAMPLE' is not MusicNet: it has no folder 'train_labels'")
        try folder.write("musicnet/train_labels/901.csv", Self.header)
        #expect(folder.complaint(.musicnet, in: "musicnet") == "'musicnet_metadata.csv' has no row for 901")
        try folder.write("musicnet_metadata.csv", "id,composer,composition,movement\nseven,a,b,c\n")
        #expect(
            folder.complaint(.musicnet, in: "musicnet")
                == "musicnet_metadata.csv:2:1: expected a number, found 'seven'")
        try folder.remove("musicnet_metadata.csv")
        #expect(
            folder.complaint(.musicnet, in: "musicnet")
                == "'musicnet' is not MusicNet: it has no file 'musicnet_metadata.csv', in it or beside it")
    }
}
