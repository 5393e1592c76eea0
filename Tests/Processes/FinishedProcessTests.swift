import MuseProcesses
import MuseProtocols
import MuseStorage
import Synchronization
import Testing

/// Programs that are run and awaited.
@Suite struct FinishedProcessTests {
    private func shell(
        _ script: String, folder: String? = nil, environment: [String: String] = [:], seconds: Double? = nil,
        outputLimit: Int = 1 << 20, isCancelled: (@Sendable () -> Bool)? = nil
    ) throws -> FinishedProcess {
        try FinishedProcess(
            ["sh", "-c", script], folder: folder, environment: environment, seconds: seconds, outputLimit: outputLimit,
            isCancelled: isCancelled)
    }

    @Test func outputErrorsAndExitCodeAreReturned() throws {
        let process = try shell("echo out; echo err >&2; exit 3")
        #expect(process.end == .exited(3))
        #expect(process.standardOutput == "out\n")
        #expect(process.output == "out\nerr\n")
    }

    @Test func aSignalIsReturned() throws {
        #expect(try shell("kill -TERM $$").end == .signaled(15))
    }

    @Test func folderAndEnvironmentAreThoseAskedFor() throws {
        let process = try shell("pwd; echo $GREETING", folder: "/", environment: ["GREETING": "hello"])
        #expect(process.standardOutput == "/\nhello\n")
    }

    /// More than a pipe holds: the program is not blocked, and the rest is dropped.
    @Test func onlyTheFirstBytesOfALongOutputAreKept() throws {
        let process = try shell("head -c 300000 /dev/zero | tr '\\0' x; echo end >&2", outputLimit: 1_000)
        #expect(process.end == .exited(0))
        #expect(process.standardOutput == String(repeating: "x", count: 1_000))
        #expect(process.output.hasSuffix("xend\n"))
    }

    @Test func aTimeoutEndsTheProcessAndItsChildren() throws {
        let process = try shell("sleep 600 & sleep 600; echo over", seconds: 0.2)
        #expect(process.end == .timedOut && process.output == "")
    }

    @Test func cancellingEndsTheProcess() throws {
        let calls = Atomic(0)
        #expect(throws: CancellationError.self) {
            try shell("trap '' TERM; sleep 600") { calls.add(1, ordering: .relaxed).newValue > 3 }
        }
    }

    @Test func aMissingProgramIsNamed() {
        let error = #expect(throws: MissingProgramError.self) {
            try ExternalProgram("no-such-program", package: "nothing").run([])
        }
        #expect(
            error.map { "\($0)" }
                == "the program no-such-program is not installed; Debian's package nothing contains it")
    }

    /// More tasks than processors: each waits on a thread of the shared pool.
    @Test func tasksCanWaitOnAllThreadsOfThePool() async throws {
        let results = try await withThrowingTaskGroup(of: String.self) { group in
            for i in 0..<4 * SystemThread.processorCount {
                group.addTask { try shell("sleep 0.1; echo \(i)").standardOutput }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(results.count == 4 * SystemThread.processorCount)
    }
}
