import Foundation
import Testing

/// Progress on a terminal; `script` runs a command on one of its own.
@Suite struct ProgressTests {
    private func errors(_ terminal: String) throws -> String {
        let folder = try Folder.withRecipe()
        let run = try folder.shell(
            """
            \(terminal) script -qec 'stty cols 40; "$MUSE" run jig.yaml --out a --set generate.best_of=1500 >/dev/null' /dev/null
            """)
        #expect(run.output.contains("tunes: 3 in "), "\(run.output) \(run.errors)")
        return run.output
    }

    @Test func aBarWithRateAndRemainingTimeFitsIntoTheLine() throws {
        let frames = try errors("TERM=xterm").components(separatedBy: "\r\u{1B}[K").dropFirst()
            .map { String($0.prefix { !$0.isNewline }) }.filter { $0.hasPrefix("█") || $0.hasPrefix("░") }
        #expect(frames.contains { $0.contains("generating: ") }, "\(frames)")
        #expect(frames.allSatisfy { $0.count <= 39 }, "\(frames)")
    }

    @Test(arguments: ["TERM=dumb", "TERM="])
    func aTerminalWithoutCursorControlGetsPlainLines(terminal: String) throws {
        #expect(try !errors(terminal).contains("\u{1B}"))
    }
}
