import MuseCorpus
import MuseMusic
import MuseProtocols
import Testing

@Suite struct TuneDumpLayoutTests {
    private static let table = """
        tune_id,setting_id,name,type,meter,mode,abc,date,username
        1,11,"Made Jig, The",jig,6/8,Dmajor,"|:ABA dcd|efe d3:|",2020-01-01 00:00:00,someone
        2,12,Made Reel,reel,4/4,Edorian,"|:EFGA BABc|dBAF E4:|",2020-01-01 00:00:00,someone

        """

    @Test func theTableOfTheSessionIsFound() throws {
        let folder = try SampleFolder(["csv/tunes.csv": Self.table, "csv/aliases.csv": "", "json/tunes.json": "[]"])
        #expect(try folder.names(.theSession) == ["csv/tunes.csv"])
        #expect(try folder.names(.theSession, in: "json/tunes.json") == ["json/tunes.json"])
        let corpus = try folder.corpus(.theSession, HeaderFilter([.init(.rhythm, [.rhythm("jig")])]))
        #expect(corpus.training.map(\.score.header.title) == ["Made Jig, The"])
        #expect(corpus.training.map(\.place) == ["\(folder.path)/csv/tunes.csv:2"])
        try folder.remove("csv/tunes.csv")
        #expect(try folder.names(.theSession) == ["json/tunes.json"])
        try folder.remove("json/tunes.json")
        #expect(
            folder.complaint(.theSession)
                == "'SAMPLE' is not the dump of The Session: it has no file 'csv/tunes.csv' or 'json/tunes.json'")
    }

    @Test func theFilesOfIrishMANAreTheSides() throws {
        let tune = #"[{"abc notation": "X:1\nL:1/8\nM:6/8\nK:D\nABA dcd|", "control code": "S:1\nB:1\n"}]"#
        let folder = try SampleFolder([
            "train.json": tune, "validation.json": tune.replacing("ABA", with: "AFA"), "leadsheet_ids.json": "[]",
        ])
        #expect(try folder.files(.irishman).map(\.name) == ["train.json", "validation.json"])
        #expect(try folder.names(.irishman, in: "validation.json") == ["validation.json"])
        let corpus = try folder.corpus(.irishman)
        #expect(corpus.training.count == 1 && corpus.validation.count == 1)
        #expect(corpus.validation[0].score.parts[0].notes.map(\.pitch.description).prefix(3) == ["A4", "F#4", "A4"])
        #expect(
            folder.complaint(.irishman, in: "leadsheet_ids.json")
                == "'leadsheet_ids.json' is neither 'train.json' nor 'validation.json'")
        try folder.remove("validation.json")
        #expect(folder.complaint(.irishman) == "'SAMPLE' is not IrishMAN: it has no file 'validation.json'")
    }

    /// A large file that was cut off loses its end, and says so.
    @Test(arguments: [false, true]) func aFileThatEndsTooEarlyIsReported(_ streams: Bool) throws {
        let folder = try SampleFolder(["csv/tunes.csv": Self.table + "3,13,Made Polka,polka,2/4,Gmajor,\"GABc"])
        let report = try folder.reader(.theSession, streams: streams).report()
        #expect(report.tunesRead == 2 && report.training == 2)
        #expect(report.skipped.map(\.reason) == ["the quotation mark is not closed"])
    }
}
