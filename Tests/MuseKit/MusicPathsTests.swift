import Foundation
import MuseKit
import Testing

/// What the paths that commands read music from stand for.
@Suite struct MusicPathsTests {
    private let place: Workplace
    private let muse: Muse

    /// Files `b.abc`, `a.mid`, `sub/c.abc`, `sub/deep/d.ABC`, `.hidden/e.abc`, and some that are not music.
    init() throws {
        place = try Workplace()
        muse = place.muse()
        for folder in ["m/sub/deep", "m/.hidden", "m/empty", "m/x[1]"] {
            try FileManager.default.createDirectory(
                atPath: "\(place.path)/\(folder)", withIntermediateDirectories: true)
        }
        for name in ["b.abc", "a.mid", "notes.txt", "sub/c.abc", "sub/deep/d.ABC", ".hidden/e.abc", "x[1]/f.abc"] {
            try place.write("m/\(name)", "")
        }
    }

    private func found(_ paths: String..., importer: String? = nil) throws -> [String] {
        try muse.musicFiles(paths.map { $0.replacing("~", with: "\(place.path)/m") }, importer: importer)
            .map { $0.replacing("\(place.path)/m/", with: "") }
    }

    @Test func foldersAreReadInOrder() throws {
        #expect(try found("~") == ["a.mid", "b.abc", "sub/c.abc", "sub/deep/d.ABC", "x[1]/f.abc"])
        #expect(try found("~/sub", "~/a.mid", "none.abc") == ["sub/c.abc", "sub/deep/d.ABC", "a.mid", "none.abc"])
    }

    @Test func patternsMatchFilesOfKnownFormats() throws {
        #expect(try found("~/*.abc") == ["b.abc"])
        #expect(try found("~/?.*") == ["a.mid", "b.abc"])
        #expect(try found("~/*/*.abc") == ["sub/c.abc", "x[1]/f.abc"])
        #expect(try found("~/**/*.abc") == ["b.abc", "sub/c.abc", "x[1]/f.abc"])
        #expect(try found("~/**/[cd].*") == ["sub/c.abc", "sub/deep/d.ABC"])
        #expect(try found("~/**") == ["a.mid", "b.abc", "sub/c.abc", "sub/deep/d.ABC", "x[1]/f.abc"].sorted())
        #expect(try found("~/s*") == ["sub/c.abc", "sub/deep/d.ABC"])
        #expect(try found("~/*.txt", importer: "abc") == ["notes.txt"])
        // A name with brackets that exists is no pattern.
        #expect(try found("~/x[1]") == ["x[1]/f.abc"])
    }

    @Test func listsNameOnePathALine() throws {
        try place.write("list", "\(place.path)/m/b.abc\r\n\n\(place.path)/m/sub\n-\n")
        #expect(try found("@\(place.path)/list", "~/a.mid") == ["b.abc", "sub/c.abc", "sub/deep/d.ABC", "-", "a.mid"])
    }

    @Test func whatNamesNothingIsAnError() throws {
        func message(_ paths: String...) throws -> String {
            let paths = paths.map { $0.replacing("~", with: "\(place.path)/m") }
            return "\(try #require(throws: MuseError.self) { try muse.musicFiles(paths) })"
                .replacing("\(place.path)/m", with: "~")
        }
        #expect(try message("~/*.xml") == "nothing matches '~/*.xml'")
        #expect(try message("~/**/z*") == "nothing matches '~/**/z*'")
        #expect(try message("~/*.txt").hasPrefix("'~/*.txt' contains no file of a known format: abc, "))
        #expect(try message("~/empty").hasPrefix("'~/empty' contains no file of a known format: abc, "))
        #expect(try message("-", "-") == "standard input can be read only once")
        try place.write("list", "\n")
        #expect(try message("@\(place.path)/list").hasSuffix("list' names no file"))
        #expect(throws: (any Error).self) { try muse.musicFiles(["@\(place.path)/none"]) }
    }
}
