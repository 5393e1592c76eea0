import MuseProtocols

extension Duration {
    /// The duration with two digits or more: `41 µs`, `3.2 ms`, `1.4 s`.
    package var shortText: String {
        let microseconds = self / .microseconds(1)
        func text(_ value: Double, _ unit: String) -> String {
            (value < 9.95 ? (value * 10).rounded() / 10 : value.rounded()).settingText + " \(unit)"
        }
        if microseconds < 999.5 { return text(microseconds, "µs") }
        return microseconds < 999_500 ? text(microseconds / 1e3, "ms") : text(microseconds / 1e6, "s")
    }
}
