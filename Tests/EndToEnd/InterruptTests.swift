import Foundation
import Testing

/// Ctrl-C, SIGTERM and SIGHUP.
@Suite struct InterruptTests {
    /// Asks for the maximum number of tunes: more than can be generated before the signal.
    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func finishedTunesAreKeptAndComplete(_ signal: Int32, _ code: Int32) throws {
        let folder = try Folder.withRecipe()
        #expect(try folder.muse("fit", "jig.yaml", "--out", "a", "--quiet").code == 0)
        func interrupted(after milliseconds: UInt32) throws -> MuseBinary.Result {
            let long = try folder.start(
                "generate", "jig.yaml", "--out", "a", "--count", "1000000", "--quiet", "--set", "generate.best_of=1",
                "--set", "export=[{type: abc, path: all.abc}, {type: midi, path: 'jig-{n}.mid'}]")
            usleep(1000 * milliseconds)
            long.send(signal)
            return try long.result()
        }
        // Waits longer until a tune is finished before the signal, however slow the machine is.
        var wait: UInt32 = 250
        var result = try interrupted(after: wait)
        while result.lines.count < 2, wait < 30_000 {
            wait *= 2
            result = try interrupted(after: wait)
        }
        #expect(result.code == code)
        #expect(result.errors == "interrupted\n")

        let made = result.lines.count - 1
        try #require(made > 0, "no tune was finished")
        #expect(result.lines.first == "a/all.abc")
        // Numbers may be missing. Each tune has the same number in the tunebook and in its file name.
        let tunebook = try folder.text("a/all.abc")
        let numbers = tunebook.split(separator: "\n").filter { $0.hasPrefix("X:") }.map { $0.dropFirst(2) }
        #expect(result.lines.dropFirst().elementsEqual(numbers.map { "a/jig-\($0).mid" }))
        // The last tune is complete.
        let last = try #require(tunebook.components(separatedBy: "\n\n").last { $0.hasPrefix("X:") })
        try folder.write("last.abc", last)
        let tokens = try folder.muse("tokenize", "abc", "last.abc")
        #expect(tokens.code == 0 && tokens.errors == "", "\(tokens.errors)")
        #expect(tokens.output.hasSuffix(" <end>\n"))

        let files = try folder.files("a")
        #expect(files.contains("recipe.lock.yaml"))
        #expect(!files.contains { $0.contains("tmp") })
        // Ten tunes or more have a report.
        #expect(files.count { $0 != "report.html" } == made + 1 + 4)
    }
}
