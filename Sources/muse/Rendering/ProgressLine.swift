import MuseKit

/// How far a stage has come: a bar with rate and time left on a terminal, now and then a line elsewhere.
struct ProgressLine {
    private var last = ContinuousClock.now
    private var isShown = false

    mutating func show(_ progress: RunProgress) {
        let now = ContinuousClock.now
        // Short work shows nothing: a bar that flashes up helps nobody.
        guard now - last > (Terminal.errorIsTerminal ? .milliseconds(100) : .seconds(10)) else { return }
        last = now
        let left = progress.remaining.map { ", \(Self.time($0)) left" } ?? ""
        let line = "\(progress.stage.rawValue): \(progress.detail)\(left)"
        if Terminal.errorIsTerminal {
            let width = 24
            let full = Int(progress.share * Double(width))
            let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
            Terminal.put("\r\u{1B}[K\(bar) \(line)")
            isShown = true
        } else {
            Terminal.say(line)
        }
    }

    /// A stage begins: its first line comes after a while.
    mutating func start() { last = ContinuousClock.now }

    /// Takes the bar away.
    mutating func clear() {
        if isShown { Terminal.put("\r\u{1B}[K") }
        isShown = false
    }

    /// `0.42 s`, `12 s`, `3 min 05 s`.
    static func time(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        if seconds < 10 { return "\((seconds * 100).rounded() / 100) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        let rest = whole % 60
        return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
    }
}
