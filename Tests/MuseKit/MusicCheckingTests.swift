import Foundation
import MuseKit
import MuseProtocols
import Testing

/// `Muse.check` as programs call it.
@Suite struct MusicCheckingTests {
    private func tune(_ number: Int, _ music: String) -> String {
        "X:\(number)\nT:Tune \(number)\nM:4/4\nL:1/4\nK:C\n\(music)\n"
    }

    @Test func filesAreReportedInOrderWithTheirTunes() throws {
        let folder = NSTemporaryDirectory() + "muse-checking-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var paths: [String] = []
        // More files than are read at a time.
        for i in 0..<100 {
            let path = "\(folder)/\(i).abc"
            try tune(i, "C4|\(String(repeating: "D", count: 1 + i % 50))EFG|C4|]").write(
                toFile: path, atomically: true, encoding: .utf8)
            paths.append(path)
        }
        paths.insert("\(folder)/missing.abc", at: 70)

        var checked: [CheckedFile] = []
        let summary = try Muse().check(paths) { checked.append($0) }
        #expect(checked.map(\.path) == paths)
        #expect(checked[70].failure != nil && checked.count { $0.failure != nil } == 1)
        // Only one note before E makes a full bar: in files 0 and 50.
        #expect(checked.indices.filter { checked[$0].messages.isEmpty } == [0, 50, 70])
        #expect(checked[1].messages.map(\.tune?.title) == ["Tune 1"])
        #expect(checked[1].messages.map(\.diagnostic.message) == ["bar 2 lasts 5 quarters, 4/4 needs 4"])
        #expect(summary.files == 100 && summary.failedFiles == 1 && summary.tunes == 100)
        #expect(summary.tunesWithWarnings == 98 && summary.warnings == 98 && summary.errors == 0)
        #expect(summary.kinds.map(\.kind) == [.barLength] && summary.kinds.map(\.count) == [98])
        #expect(summary.duplicates.map(\.tune.number) == Array(50..<100))
        #expect(summary.duplicates.map(\.original.number) == Array(0..<50))
    }

    @Test func anErrorOfTheCallerEndsTheCheck() {
        #expect(throws: CancellationError.self) {
            _ = try Muse().check(["a.abc", "b.abc"]) { _ in throw CancellationError() }
        }
    }
}
