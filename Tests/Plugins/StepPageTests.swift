import MusePlugins
import MuseProtocols
import Testing

/// The requests of steps in shared memory.
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
        #expect(
            muse.request(
                StepRequest(
                    instance: 3, size: 100, ended: [1, 9],
                    rows: [.init(number: 4, start: 0, tokens: tokens), .init(number: 8, start: 17, tokens: [6])]
                ).words))
        #expect(!muse.isAnswered)
        let request = StepRequest(try #require(host.pending))
        #expect(request.instance == 3 && request.size == 100 && request.ended == [1, 9])
        #expect(request.rows.map(\.number) == [4, 8] && request.rows.map(\.start) == [0, 17])
        #expect(request.rows.map(\.tokens) == [[5, 6, 7], [6]])
        host.answer(error: nil)
        #expect(muse.isAnswered && muse.error == nil && host.pending == nil)
    }

    @Test func anErrorComesWithItsAnswerOnly() {
        #expect(page.request(StepRequest(instance: 1, size: 1, ended: [], rows: []).words))
        page.answer(error: "'x' failed: no scores")
        #expect(page.error == "'x' failed: no scores")
        #expect(page.request(StepRequest(instance: 1, size: 1, ended: [], rows: []).words))
        page.answer(error: nil)
        #expect(page.error == nil)
        // As much as there is room for.
        page.answer(error: String(repeating: "e", count: 100_000))
        #expect((page.error ?? "").allSatisfy { $0 == "e" } && (page.error ?? "").count > 1_000)
    }

    @Test func aRequestThatDoesNotFitIsNotMade() {
        let tokens = [TokenID](repeating: 1, count: StepPage.byteCount)
        #expect(
            !page.request(
                StepRequest(instance: 1, size: 1, ended: [], rows: [.init(number: 1, start: 0, tokens: tokens)]).words))
        #expect(page.isAnswered && page.pending == nil)
    }

    /// The library can write anywhere in the host's memory.
    @Test func rubbishInThePageIsReadWithoutACrash() throws {
        #expect(page.request(StepRequest(instance: 1, size: 1, ended: [], rows: []).words))
        var random = RandomSource(seed: 1)
        for word in 1024..<StepPage.byteCount / 4 {
            memory.start.storeBytes(
                of: Int32(truncatingIfNeeded: random.next()), toByteOffset: 4 * word, as: Int32.self)
        }
        #expect(StepRequest(try #require(page.pending)).rows.count <= StepPage.byteCount / 4)
    }

    @Test func aRequestIsTheSameAfterWritingAndReading() {
        let request = StepRequest(
            instance: 2, size: 3, ended: [4, 5],
            rows: [
                .init(number: 6, start: 0, tokens: [1, 2], context: [2, 1, 7]),
                .init(number: 8, start: 9, tokens: []),
            ])
        #expect(request.words == [2, 3, 2, 4, 5, 2, 6, 0, 2, 1, 2, 3, 2, 1, 7, 8, 9, 0, 0])
        #expect(request.words.withUnsafeBufferPointer { StepRequest($0) } == request)
    }
}
