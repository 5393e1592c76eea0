import MuseImport
import MuseProtocols
import Testing

@Suite struct Files {
    @Test func anImporterIsChosenByTheEndOfTheName() throws {
        #expect(try importer(forPath: "a/b.x/Jigs.ABC").fileExtensions.contains("abc"))
    }

    @Test func namesThatNothingReadsAreErrors() {
        #expect(throws: FileError.self) { try importer(forPath: "tunes.docx") }
        let error = #expect(throws: FileError.self) { try importer(forPath: "a.abc/tunes") }
        #expect(error?.description.hasPrefix("a.abc/tunes: the name has no ending; known: .abc") == true)
    }

    @Test func missingFilesAndFoldersAreErrorsWithThePath() {
        let missing = #expect(throws: FileError.self) { try readFile("/no/such/tune.abc") }
        #expect(missing?.description == "/no/such/tune.abc: No such file or directory")
        let folder = #expect(throws: FileError.self) { try readFile("/") }
        #expect(folder?.description == "/: is a folder, not a file")
        #expect(throws: FileError.self) { try readFile("") }
    }

    @Test func aDeviceWithoutContentIsEmpty() throws {
        #expect(try readFile("/dev/null") == [])
    }
}
