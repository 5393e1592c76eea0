import MuseProtocols

extension RuleMeasurement {
    /// Creates a measurement of a share for which larger is better.
    init(share: Double) { self.init(value: share, satisfaction: share) }

    /// - Parameter empty: the value if `total` is 0.
    init(share part: Int, of total: Int, empty: Double = 0) {
        self.init(share: total > 0 ? Double(part) / Double(total) : empty)
    }
}
