import MuseProtocols

extension RuleMeasurement {
    /// A share for which larger is better.
    init(share: Double) { self.init(value: share, satisfaction: share) }

    /// - Parameter empty: the value if `whole` is 0.
    init(share part: Int, of whole: Int, empty: Double = 0) {
        self.init(share: whole > 0 ? Double(part) / Double(whole) : empty)
    }
}
