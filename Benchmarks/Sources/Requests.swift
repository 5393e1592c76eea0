import Foundation

/// Requests on standard input. Each line requests one unit of work; the answer is its time in milliseconds.
struct Requests: Sendable {
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant?

    /// Answers the current request, if any, and waits for the next. Returns false at the end of the input.
    mutating func next() -> Bool {
        if let start {
            let time = (clock.now - start).components
            print(Double(time.seconds) * 1e3 + Double(time.attoseconds) * 1e-15)
            fflush(nil)
        }
        guard readLine() != nil else { return false }
        start = clock.now
        return true
    }
}
