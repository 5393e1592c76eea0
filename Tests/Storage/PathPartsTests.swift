import MuseStorage
import Testing

@Suite struct PathPartsTests {
    @Test(arguments: [("jig.abc", ""), ("a/jig.abc", "a/"), ("/jig.abc", "/"), ("a/b/", "a/b/"), ("", "")])
    func aParentFolderEndsInASlash(path: String, folder: String) {
        #expect(parentFolder(of: path) == folder)
    }

    @Test(arguments: [
        ("jig.abc", "abc"), ("a.b/JIG.ABC", "abc"), ("a.b/jig", ""), ("jig.tar.gz", "gz"), (".profile", ""),
        ("a/.hidden.mid", "mid"), ("jig.mid/", "mid"), ("jig.", ""), ("", ""),
    ])
    func aFileExtensionFollowsTheLastDotOfTheName(path: String, expected: String) {
        #expect(fileExtension(of: path) == expected)
    }
}
