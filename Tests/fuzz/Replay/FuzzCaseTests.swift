import Foundation
import MuseFuzzing
import Testing

/// Inputs on which a reader once trapped, hung or broke a promise, found by `Tests/fuzz/run`.
@Suite struct FuzzCaseTests {
    @Test(.timeLimit(.minutes(1)), arguments: FuzzedReader.allCases) func inputsThatOnceFailedAreRead(
        _ reader: FuzzedReader
    ) throws {
        for file in try Self.cases(reader) {
            #expect(throws: Never.self, "\(file.lastPathComponent)") {
                try reader.check([UInt8](Data(contentsOf: file)))
            }
        }
    }

    @Test func everyFolderOfCasesBelongsToAReader() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(folders.allSatisfy { FuzzedReader(rawValue: $0) != nil }, "\(folders)")
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "cases")

    private static func cases(_ reader: FuzzedReader) throws -> [URL] {
        let folder = folder.appending(path: reader.rawValue)
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
    }
}
