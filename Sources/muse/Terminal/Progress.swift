/// How far long work has come: a bar with rate and time left on a terminal, now and then a line elsewhere.
final class Progress {
    private let label: String
    private let isQuiet: Bool
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var isShown = false
    /// How much was done when the work began here: an earlier run may have done a part.
    private var firstShare: Double?

    init(_ label: String, isQuiet: Bool) {
        self.label = label
        self.isQuiet = isQuiet
        start = clock.now
        last = start
    }

    /// - Parameters:
    ///   - share: 0 to 1.
    ///   - detail: what the rate counts and how it stands: `120 of 500 tunes`.
    func show(_ share: Double, _ detail: String) {
        firstShare = firstShare ?? share
        let now = clock.now
        // Short work shows nothing: a bar that flashes up helps nobody.
        guard !isQuiet, now - last > (Terminal.errorIsTerminal ? .milliseconds(100) : .seconds(10)) else { return }
        last = now
        let seconds = Self.seconds(now - start)
        let done = share - (firstShare ?? share)
        let left = done > 0 ? ", \(Self.time(seconds * (1 - share) / done)) left" : ""
        let line = "\(label): \(detail)\(left)"
        if Terminal.errorIsTerminal {
            let width = 24
            let full = Int(share * Double(width))
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
            Terminal.put("\r\u{1B}[K\(bar) \(line)")
            isShown = true
        } else {
            Terminal.say(line)
        }
    }

    /// Takes the bar away and says what came out.
    func finish(_ result: String) {
        if isShown { Terminal.put("\r\u{1B}[K") }
        if !isQuiet { Terminal.say(result) }
    }

    /// Since the work began.
    var elapsed: String { Self.time(Self.seconds(clock.now - start)) }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// `0.42 s`, `12 s`, `3 min 05 s`.
    static func time(_ seconds: Double) -> String {
        if seconds < 10 { return "\((seconds * 100).rounded() / 100) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        let rest = whole % 60
        return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
    }
}
