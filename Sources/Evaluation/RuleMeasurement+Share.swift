import MuseProtocols

extension RuleMeasurement {
    /// A share that is better the larger it is.
    init(share: Double) { self.init(value: share, satisfaction: share) }

    /// - Parameter empty: the share of nothing.
    init(share part: Int, of whole: Int, empty: Double = 0) {
        self.init(share: whole > 0 ? Double(part) / Double(whole) : empty)
    }
}
