extension Array where Element == Double {
    /// Returns the value of a sorted array below which a share of the values lies.
    ///
    /// - Precondition: the array is sorted and not empty; the share is from 0 to 1.
    func quantile(_ share: Double) -> Double { self[Swift.min(count - 1, Int(share * Double(count)))] }
}
