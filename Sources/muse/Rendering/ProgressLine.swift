import MuseKit

/// The progress of a stage: on a terminal a bar with status and remaining time, elsewhere an occasional line.
struct ProgressLine {
    private var last = ContinuousClock.now
    private var isShown = false

    mutating func show(_ progress: RunProgress) {
        let now = ContinuousClock.now
        // Short stages show nothing: a bar that only flashes up is no help.
        guard now - last > (Terminal.errorIsTerminal ? .milliseconds(100) : .seconds(10)) else { return }
        last = now
        let remaining = progress.remaining.map { ", \(Self.time($0)) left" } ?? ""
        let line = "\(progress.stage.rawValue): \(progress.detail)\(remaining)"
        if Terminal.errorIsTerminal {
            let width = 24
            let full = Int(progress.share * Double(width))
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
            Terminal.put("\(Terminal.clearLine)\(bar) \(line)")
            isShown = true
        } else {
            Terminal.say(line)
        }
    }

    /// Starts a stage. Its first line is delayed.
    mutating func start() { last = ContinuousClock.now }

    /// Removes the bar.
    mutating func clear() {
        if isShown { Terminal.put(Terminal.clearLine) }
        isShown = false
    }

    /// A duration as text: `0.42 s`, `12 s`, `3 min 05 s`.
    static func time(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        if seconds < 10 { return "\((seconds * 100).rounded() / 100) s" }
        let total = Int(seconds.rounded())
        if total < 60 { return "\(total) s" }
        let rest = total % 60
        return "\(total / 60) min \(rest < 10 ? "0" : "")\(rest) s"
    }
}
