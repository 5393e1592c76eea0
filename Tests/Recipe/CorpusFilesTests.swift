import MuseCorpus
import MuseRecipe
import Testing

@Suite struct CorpusFilesTests {
    private func names(_ files: String, in folder: RecipeFolder, set: [String] = []) throws -> [String] {
        let text = sound.replacing("[tunes.abc]", with: files)
        return try folder.recipe(text, set: set).corpus.files.map {
            String($0.path.dropFirst(folder.path.count + 1))
        }
    }

    private func folder() throws -> RecipeFolder {
        try RecipeFolder([
            "a/2.abc": "", "a/10.abc": "", "a/b/1.ABC": "", "a/b/picture.png": "", "a/.hidden.abc": "",
            "c [old]/x.abc": "",
            "c [old]/y.txt": "",
        ])
    }

    @Test func filesStayInTheOrderWritten() throws {
        #expect(try names("[a/2.abc, tunes.abc, ./a/10.abc]", in: folder()) == ["a/2.abc", "tunes.abc", "a/10.abc"])
    }

    @Test func aFolderGivesWhatImportersReadInTheOrderOfBytes() throws {
        #expect(try names("[a]", in: folder()) == ["a/10.abc", "a/2.abc", "a/b/1.ABC"])
    }

    @Test func aPatternGivesItsMatchesInTheOrderOfBytes() throws {
        #expect(try names("['a/*.abc']", in: folder()) == ["a/10.abc", "a/2.abc"])
        #expect(try names("['?/[0-9].abc']", in: folder()) == ["a/2.abc"])
        #expect(try names("['*']", in: folder()).first == "a/10.abc")
    }

    @Test func noFileComesTwice() throws {
        #expect(try names("[a/2.abc, a, 'a/../a/*.abc']", in: folder()) == ["a/2.abc", "a/10.abc", "a/b/1.ABC"])
    }

    @Test func signsOfPatternsInAFoldersNameMeanThemselves() throws {
        let folder = try folder()
        #expect(try names("['c [old]']", in: folder) == ["c [old]/x.abc", "c [old]/y.txt"])
        try folder.write("c [old]/here.yaml", sound.replacing("[tunes.abc]", with: "['*.abc']"))
        #expect(try folder.load("c [old]/here.yaml")[0].corpus.files.map(\.path) == [folder.file("c [old]/x.abc")])
    }

    @Test func filesOfTheCommandLineAreTakenAsTheyAre() throws {
        let folder = try folder()
        let set = "corpus.files=['\(folder.file("a/2.abc"))']"
        #expect(try names("[tunes.abc]", in: folder, set: [set]) == ["a/2.abc"])
    }
}
