import MuseCorpus
import MuseMusic
import Testing

@Suite struct LakhLayoutTests {
    @Test func cleanFilesHaveTheArtistAndTitleOfTheirPath() throws {
        let folder = try SampleFolder(
            ["The Examples/notes.txt": ""],
            midi: [
                "The Examples/First Song.mid": SampleMIDI.scale(from: 60, name: "Lead"),
                "The Examples/First Song.1.mid": SampleMIDI.scale(from: 62),
                "The Examples/No. 9.mid": SampleMIDI.scale(from: 50), "U/Vol. Two.mid": SampleMIDI.scale(from: 40),
            ])
        let files = try folder.files(.lakh)
        #expect(
            files.map(\.name) == [
                "The Examples/First Song.1.mid", "The Examples/First Song.mid", "The Examples/No. 9.mid",
                "U/Vol. Two.mid",
            ])
        #expect(files.map(\.entry.title) == ["First Song", "First Song", "No. 9", "Vol. Two"])
        #expect(files.map(\.entry.composers) == [["The Examples"], ["The Examples"], ["The Examples"], ["U"]])
        let corpus = try folder.corpus(.lakh)
        #expect(corpus.training.map(\.score.header.title).contains("First Song"))
    }

    private static let track = "A/B/C/TRABCDE0000000001"
    private static let other = "X/Y/Z/TRXYZAB0000000002"

    private func matched(_ scores: String?) throws -> SampleFolder {
        let folder = try SampleFolder(midi: [
            "lmd_matched/\(Self.track)/0a.mid": SampleMIDI.scale(from: 60),
            "lmd_matched/\(Self.track)/1b.mid": SampleMIDI.scale(from: 50),
            "lmd_matched/\(Self.track)/2c.mid": SampleMIDI.scale(from: 55),
            "lmd_matched/\(Self.other)/0a.mid": SampleMIDI.scale(from: 60),
        ])
        if let scores { try folder.write("match_scores.json", scores) }
        return folder
    }

    @Test func theBestMatchOfEachTrackIsRead() throws {
        let scores = #"{"TRXYZAB0000000002": {"0a": 0.5}, "TRABCDE0000000001": {"0a": 0.6, "2c": 0.75, "1b": 0.75}}"#
        // Of equals, the first by name.
        #expect(
            try matched(scores).names(.lakh, in: "lmd_matched") == [
                "lmd_matched/\(Self.track)/1b.mid", "lmd_matched/\(Self.other)/0a.mid",
            ])
    }

    @Test func scoresAreNeeded() throws {
        #expect(
            try matched(nil).complaint(.lakh, in: "lmd_matched")
                == "'lmd_matched' is not an edition of the Lakh MIDI Dataset: it has no file 'match_scores.json', in it or "
                + "beside it")
        #expect(
            try matched(#"{"TRABCDE0000000001": {"0a": 1}}"#).complaint(.lakh, in: "lmd_matched")
                == "'match_scores.json' has no score of a file in 'lmd_matched/\(Self.other)'")
        #expect(
            try matched("[1]").complaint(.lakh, in: "lmd_matched")
                == "'match_scores.json' is not a JSON object of tracks with the scores of their files")
    }

    @Test func allFilesOfTheFullEditionAreRead() throws {
        let folder = try SampleFolder(midi: ["0/0a1b.mid": [], "f/f00d.mid": [], "f/readme.txt": []])
        #expect(try folder.names(.lakh) == ["0/0a1b.mid", "f/f00d.mid"])
    }

    @Test func otherFoldersAreMistakes() throws {
        let expected =
            "'SAMPLE' is not an edition of the Lakh MIDI Dataset: it has no files such as 'Artist/Title.mid', "
            + "'A/B/C/TRABC…/1f2e….mid' or '0/0a1b….mid'"
        #expect(try SampleFolder(["x.mid": ""]).complaint(.lakh) == expected)
        #expect(try SampleFolder(["Artist/x.txt": ""]).complaint(.lakh) == expected)
        #expect(
            try matched("{}").complaint(.lakh) == "'SAMPLE' has editions of the data set in it; use 'lmd_matched'")
    }
}
