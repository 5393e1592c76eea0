/// Absolute discounts for counts of 1, 2, and 3 or more.
struct Discounts {
    let one: Double
    private let two, more: Double

    private init(_ one: Double, _ two: Double, _ more: Double) {
        self.one = one
        self.two = two
        self.more = more
    }

    /// Creates the same discount for all counts.
    init(_ all: Double) { self.init(all, all, all) }

    /// Estimates the discounts from the number of counts equal to 1, 2, 3 and 4.
    ///
    /// The three discounts follow Chen and Goodman 1999, equation 26. If there are too few counts for them, a single
    /// discount is estimated from the counts of 1 and 2 (equation 18). If there are no counts of 1 or no counts of 2,
    /// the discount is 0.5.
    ///
    /// - Parameter ones: the number of additional counts of 1.
    init(estimatedFrom counts: [Int32], ones: Int) {
        var n = [0, Double(ones), 0, 0, 0]
        for count in counts where count <= 4 { n[Int(count)] += 1 }
        guard n[1] > 0, n[2] > 0 else {
            self.init(0.5)
            return
        }
        let y = n[1] / (n[1] + 2 * n[2])
        let estimates = (1...3).map { Double($0) - Double($0 + 1) * y * n[$0 + 1] / n[$0] }
        // A discount of 0 would leave no probability for unseen tokens.
        let isValid = n[3] > 0 && n[4] > 0 && estimates.allSatisfy { $0 > 0 }
        self = isValid ? Self(estimates[0], estimates[1], estimates[2]) : Self(y)
    }

    subscript(count: Int32) -> Double { count == 1 ? one : count == 2 ? two : more }
}
