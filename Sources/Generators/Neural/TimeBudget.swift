import MuseProtocols

/// A training time, such as `90s`, `10m` or `1.5h`.
struct TimeBudget: SettingValue, Hashable {
    let seconds: Double

    init(seconds: Double) { self.seconds = seconds }

    static var kind: SettingKind { .notation("a time", example: "90s, 10m, 1.5h") }

    var settingText: String {
        for (unit, factor) in [("h", 3600.0), ("m", 60.0)] where seconds >= factor {
            return (seconds / factor).settingText + unit
        }
        return seconds.settingText + "s"
    }

    init?(node: Node) {
        guard let text = node.text, let unit = text.last, let factor = ["s": 1.0, "m": 60, "h": 3600][unit],
            let value = Double(text.dropLast()), value.isFinite, value > 0, value * factor <= 30 * 24 * 3600
        else { return nil }
        seconds = value * factor
    }
}
