import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Tunebooks that are read in parts.
@Suite struct ABCPartTests {
    private func parts(_ text: String, size: Int, checks: Bool = false) -> [Imported] {
        var parts: [Imported] = []
        ABCImporter(partSize: size).readParts(Array(text.utf8), name: "t.abc", checks: checks) { parts.append($0) }
        return parts
    }

    private func numbers(_ text: String, size: Int) -> [[Int?]] {
        parts(text, size: size).map { $0.tunes.map(\.score.header.referenceNumber) }
    }

    /// Five tunes of 11 bytes each.
    private let book = (1...5).map { "X:\($0)\nK:C\nCD\n" }.joined(separator: "\n")

    @Test func aPartHasTunesOfItsSize() {
        #expect(numbers(book, size: 1) == [[1], [2], [3], [4], [5]])
        #expect(numbers(book, size: 11) == [[1], [2], [3], [4], [5]])
        #expect(numbers(book, size: 12) == [[1, 2], [3, 4], [5]])
        #expect(numbers(book, size: 34) == [[1, 2, 3, 4], [5]])
        #expect(numbers(book, size: 1 << 20) == [[1, 2, 3, 4, 5]])
    }

    @Test(arguments: ["", "\n", "prose", "X:1\nT:no key\n"]) func aFileWithoutMusicHasOnePart(_ text: String) {
        let found = parts(text, size: 1)
        #expect(found.count == 1)
        #expect(found[0].diagnostics == read(text).diagnostics)
    }

    @Test func diagnosticsOfTheFileComeFirst() {
        let found = parts(book + "\nCDEF GABc|CDEF GABc|\n\nX:6\nK:C\nC|\n", size: 1, checks: true)
        #expect(found.count == 6)
        #expect(found[0].diagnostics.map(\.mark?.line) == [21])
        let later = found.dropFirst().flatMap(\.diagnostics)
        #expect(later.isEmpty)
    }

    @Test(arguments: [false, true]) func partsTogetherAreTheWholeFile(_ checks: Bool) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpora/traditional.abc")
        // A file header for all tunes, mistakes in most of them, and text after the last one.
        let tunes = try String(contentsOf: path, encoding: .utf8).prefix(40_000)
        let text = "%%MIDI program 40\nM:3/4\n\n" + tunes.replacingOccurrences(of: "A2", with: "A3") + "\n\nThe end.\n"
        let importer = ABCImporter()
        let bytes = Array(text.utf8)
        let whole = checks ? importer.check(bytes, name: "t.abc") : importer.read(bytes, name: "t.abc")
        let found = parts(text, size: 3000, checks: checks)
        #expect(found.count > 10)
        #expect(found.flatMap(\.diagnostics) == whole.diagnostics)
        let all = found.flatMap(\.tunes)
        try #require(all.count == whole.tunes.count)
        for (tune, other) in zip(all, whole.tunes) {
            #expect(tune.score == other.score)
            #expect(tune.diagnostics == other.diagnostics)
            #expect(tune.mark == other.mark)
            let (page, otherPage) = (tune.score.page, other.score.page)
            #expect(page?.fileHeader == otherPage?.fileHeader && page?.text == otherPage?.text)
            #expect(page?.before == otherPage?.before && page?.after == otherPage?.after)
        }
    }

    @Test func anErrorOfTheReceiverEndsTheReading() {
        struct Stop: Error {}
        var count = 0
        #expect(throws: Stop.self) {
            try ABCImporter(partSize: 1).readParts(Array(book.utf8), name: "t.abc", checks: false) { _ in
                count += 1
                if count == 2 { throw Stop() }
            }
        }
        #expect(count == 2)
    }
}
