import MusePlugins
import MuseProtocols
import Testing

/// The requests of steps, in shared memory and as messages.
@Suite struct StepPageTests {
    private final class Memory {
        let start = UnsafeMutableRawPointer.allocate(byteCount: StepPage.byteCount, alignment: 64)

        init() { start.initializeMemory(as: UInt8.self, repeating: 0, count: StepPage.byteCount) }
        deinit { start.deallocate() }
    }

    private let memory = Memory()

    private var page: StepPage { StepPage(memory.start) }

    @Test func aRequestArrivesAsItWasWritten() throws {
        let (muse, host) = (page, page)
        #expect(host.pending == nil && muse.isAnswered)
        let tokens: [TokenID] = [5, 6, 7]
        #expect(muse.request(instance: 3, size: 100, ended: [1, 9], [(4, 0, tokens[...]), (8, 17, tokens[1..<2])]))
        #expect(!muse.isAnswered)
        let request = try #require(host.pending)
        #expect(request.instance == 3 && request.size == 100 && request.ended == [1, 9])
        #expect(request.rows.map(\.number) == [4, 8] && request.rows.map(\.start) == [0, 17])
        #expect(request.rows.map(\.tokens) == [[5, 6, 7], [6]])
        host.answer(error: nil)
        #expect(muse.isAnswered && muse.error == nil && host.pending == nil)
    }

    @Test func anErrorComesWithItsAnswerOnly() {
        #expect(page.request(instance: 1, size: 1, ended: [], []))
        page.answer(error: "'x' failed: no scores")
        #expect(page.error == "'x' failed: no scores")
        #expect(page.request(instance: 1, size: 1, ended: [], []))
        page.answer(error: nil)
        #expect(page.error == nil)
        // As much as there is room for.
        page.answer(error: String(repeating: "e", count: 100_000))
        #expect((page.error ?? "").allSatisfy { $0 == "e" } && (page.error ?? "").count > 1_000)
    }

    @Test func aRequestThatDoesNotFitIsNotMade() {
        let tokens = [TokenID](repeating: 1, count: StepPage.byteCount)
        #expect(!page.request(instance: 1, size: 1, ended: [], [(1, 0, tokens[...])]))
        #expect(page.isAnswered && page.pending == nil)
    }

    /// The library can write anywhere in the host's memory.
    @Test func rubbishInThePageIsReadWithoutACrash() {
        #expect(page.request(instance: 1, size: 1, ended: [], []))
        var random = RandomSource(seed: 1)
        for word in 1024..<StepPage.byteCount / 4 {
            memory.start.storeBytes(
                of: Int32(truncatingIfNeeded: random.next()), toByteOffset: 4 * word, as: Int32.self)
        }
        #expect(page.pending != nil)
    }

    @Test func aMessageIsReadAsMuseWritesIt() throws {
        let message = """
            {"jsonrpc":"2.0","id":7,"method":"sampler/adjust","params":{"instance":2,"size":3,"ended":[4, 5],\
            "rows":[[6,0,[1,2]],[8,9,[]]],"scores":"AACAPwAAAEAAAEBA"}}
            """
        let request = try #require(StepRequest(Array(message.utf8)))
        #expect(request.id == 7 && request.instance == 2 && request.size == 3 && request.ended == [4, 5])
        #expect(request.rows.map(\.tokens) == [[1, 2], []] && request.rows.map(\.start) == [0, 9])
        // 1, 2 and 3 as little-endian floats in base64.
        #expect(request.scores(count: 3) == [1, 2, 3])
        let others = [
            "{}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"create\",\"params\":{}}", String(message.dropLast()),
            message.replacingOccurrences(of: "[6,0,", with: "[-6,0,"),
        ]
        for other in others { #expect(StepRequest(Array(other.utf8)) == nil, "\(other)") }
    }
}

extension String {
    fileprivate func replacingOccurrences(of part: String, with new: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: new)
    }
}
