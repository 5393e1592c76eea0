import MusePlatform

/// Ends a process at its timeout or when it is cancelled: first with SIGTERM, which lets `make` delete an unfinished
/// file and a supervisor end all descendants, then with SIGKILL.
struct ProcessEnding {
    private let process: pid_t
    private let isSupervised: Bool
    private let deadline: ContinuousClock.Instant?
    private let mustStop: (@Sendable () -> Bool)?
    private var terminated: ContinuousClock.Instant?
    private var isKilled = false

    private(set) var isTimedOut = false
    private(set) var isCancelled = false

    init(_ process: pid_t, seconds: Double?, isSupervised: Bool, _ isCancelled: (@Sendable () -> Bool)?) {
        self.process = process
        self.isSupervised = isSupervised
        deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        mustStop = isCancelled
    }

    /// Whether `check` must be called from time to time.
    var isWatched: Bool { deadline != nil || mustStop != nil }

    /// Whether it was killed long ago: something that it has started keeps its output open.
    var isOverdue: Bool { isKilled && terminated.map { ContinuousClock.now - $0 > .seconds(3) } ?? false }

    mutating func check() {
        let now = ContinuousClock.now
        if let terminated {
            if !isKilled, now - terminated > .milliseconds(isSupervised ? 1_000 : 200) {
                isKilled = true
                kill(-process, SIGKILL)
            }
            return
        }
        isTimedOut = deadline.map { now > $0 } ?? false
        isCancelled = mustStop?() ?? false
        guard isTimedOut || isCancelled else { return }
        if isCancelled { isTimedOut = false }
        terminated = now
        kill(-process, SIGTERM)
    }

    /// Waits until the process has ended.
    ///
    /// - Returns: its status, as `waitpid` gives it.
    mutating func wait() -> Int32 {
        var status: Int32 = 0
        // A process that has closed its output is not over yet.
        while isWatched, waitpid(process, &status, WNOHANG) == 0 {
            check()
            usleep(2_000)
        }
        if isWatched { return status }
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
