/// Absolute discounts for counts of 1, 2, and 3 or more.
struct Discounts {
    let one: Double
    private let two, more: Double

    private init(_ one: Double, _ two: Double, _ more: Double) {
        self.one = one
        self.two = two
        self.more = more
    }

    /// The same for all counts.
    init(_ all: Double) { self.init(all, all, all) }

    /// Estimated from how many counts are 1, 2, 3 and 4.
    ///
    /// Where these are too few for three sound discounts, one for all counts is estimated from the counts of 1 and 2
    /// (Chen and Goodman 1999, equation 18; the three are equation 26), and where not even those occur it is a half.
    ///
    /// - Parameter ones: how many counts of 1 there are besides.
    init(estimatedFrom counts: [Int32], ones: Int) {
        var n = [0, Double(ones), 0, 0, 0]
        for count in counts where count <= 4 { n[Int(count)] += 1 }
        guard n[1] > 0, n[2] > 0 else {
            self.init(0.5)
            return
        }
        let y = n[1] / (n[1] + 2 * n[2])
        let three = (1...3).map { Double($0) - Double($0 + 1) * y * n[$0 + 1] / n[$0] }
        // A discount of 0 would leave nothing for unseen tokens.
        let isSound = n[3] > 0 && n[4] > 0 && three.allSatisfy { $0 > 0 }
        self = isSound ? Self(three[0], three[1], three[2]) : Self(y)
    }

    subscript(count: Int32) -> Double { count == 1 ? one : count == 2 ? two : more }
}
