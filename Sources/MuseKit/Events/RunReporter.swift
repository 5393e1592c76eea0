import MuseProtocols

/// Hands the events of a run to its observer, one at a time.
final class RunReporter: Sendable {
    private let observer: RunObserver
    private let turn = Monitor(())

    init(_ observer: RunObserver) { self.observer = observer }

    func send(_ event: RunEvent) { turn.read { observer.observe(event) } }

    func remark(_ text: String) { send(.remark(text)) }

    func warn(_ message: String, at mark: SourceMark? = nil) { send(.warning(Diagnostic(.warning, message, at: mark))) }

    var isCancelled: @Sendable () -> Bool { observer.isCancelled }

    /// - Throws: `CancellationError`.
    func checkCancellation() throws {
        if observer.isCancelled() { throw CancellationError() }
    }

    /// Runs a stage between its two events. The second comes after an error too.
    func stage<Result>(_ stage: RunStage, _ body: (StageClock) throws -> Result) rethrows -> Result {
        let clock = StageClock(stage, self)
        send(.began(stage))
        defer { send(.ended(stage, elapsed: clock.elapsed)) }
        return try body(clock)
    }
}

/// Turns shares of a stage into progress events with the time that remains, and estimates the length of a long one.
final class StageClock: Sendable {
    private struct State {
        /// How much was done when the work began here: an earlier run may have done a part.
        var firstShare: Double?
        var isEstimated = false
    }

    private let stage: RunStage
    private let reporter: RunReporter
    private let start = ContinuousClock.now
    private let state = Monitor(State())

    init(_ stage: RunStage, _ reporter: RunReporter) {
        self.stage = stage
        self.reporter = reporter
    }

    var elapsed: Duration { ContinuousClock.now - start }

    /// - Parameter share: 0 to 1.
    func progress(_ share: Double, _ detail: String) {
        let elapsed = elapsed
        let (remaining, isFirstEstimate) = state.change { state -> (Duration?, Bool) in
            let first = state.firstShare ?? share
            state.firstShare = first
            guard share > first else { return (nil, false) }
            let remaining = elapsed * ((1 - share) / (share - first))
            // The first seconds warm up caches; what ends within half a minute needs no estimate.
            let isDue = !state.isEstimated && elapsed > .seconds(3)
            if isDue { state.isEstimated = true }
            return (remaining, isDue && elapsed + remaining > .seconds(30))
        }
        if let remaining, isFirstEstimate { reporter.send(.estimated(stage, total: elapsed + remaining)) }
        reporter.send(
            .progressed(
                RunProgress(stage: stage, share: share, detail: detail, elapsed: elapsed, remaining: remaining)))
    }
}
