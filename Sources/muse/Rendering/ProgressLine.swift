import MuseKit

/// The progress of a stage: on a terminal a bar with status, rate and remaining time, elsewhere an occasional line.
struct ProgressLine {
    private var last = ContinuousClock.now
    private var isShown = false

    mutating func show(_ progress: RunProgress) {
        let now = ContinuousClock.now
        // Short stages show nothing: a bar that only flashes up is no help.
        guard now - last > (Terminal.canRewriteLine ? .milliseconds(100) : .seconds(10)) else { return }
        last = now
        let parts = [
            progress.detail, progress.remaining.map { "\(Self.time($0)) left" }, progress.rate?.description,
        ]
        let text = "\(progress.stage.rawValue): \(parts.compactMap(\.self).joined(separator: ", "))"
        guard Terminal.canRewriteLine else { return Terminal.say(text) }
        Terminal.put(Terminal.clearLine + Self.line(text, share: progress.share, width: Terminal.errorWidth))
        isShown = true
    }

    /// Starts a stage. Its first line is delayed.
    mutating func start() { last = ContinuousClock.now }

    /// Removes the bar.
    mutating func clear() {
        if isShown { Terminal.put(Terminal.clearLine) }
        isShown = false
    }

    /// A bar and a text that fit into a line of the terminal.
    private static func line(_ text: String, share: Double, width: Int) -> String {
        // Writing into the last column would start a new line on some terminals.
        let room = width - 1
        // A long text takes from the bar first.
        let length = max(min(8, room / 4), min(24, room - text.count - 1))
        let full = Int(min(1, max(0, share)) * Double(length))
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: length - full)
        let line = "\(bar) \(text)"
        return line.count <= room ? line : line.prefix(max(0, room - 1)) + "…"
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
