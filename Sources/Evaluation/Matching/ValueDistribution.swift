/// The distribution of a rule's values over a corpus.
///
/// The values are divided into at most ten bins that begin at the corpus's deciles, so that a value that occurs often
/// has a bin of its own. A value outside the range of the corpus belongs to none.
struct ValueDistribution: Sendable {
    private static let bins = 10

    /// In ascending order.
    private let values: [Double]
    /// The lower ends of the bins, in ascending order; the last bin ends at the largest value.
    private let starts: [Double]
    /// The share of the corpus's values in each bin, above 0.
    private let shares: [Double]

    /// - Precondition: there is a value.
    init(_ values: [Double]) {
        precondition(!values.isEmpty, "a distribution needs a value")
        let sorted = values.sorted()
        var starts: [Double] = []
        for i in 0..<Self.bins {
            let start = sorted[i * sorted.count / Self.bins]
            if starts.last != start { starts.append(start) }
        }
        self.values = sorted
        self.starts = starts
        let counts = starts.indices.map { i in
            sorted.count { $0 >= starts[i] && (i + 1 == starts.count || $0 < starts[i + 1]) }
        }
        shares = counts.map { Double($0) / Double(sorted.count) }
    }

    /// Returns `min(1, p / q)` for each value of a sample, where `p` is the share of the value's bin in the corpus and
    /// `q` the estimate of its share in the distribution that the sample comes from.
    ///
    /// `q = (count + k p) / (n + k)` for `count` of `n` values in the bin and `k` bins: the posterior mean under a
    /// Dirichlet prior with the corpus's shares. The mean of the ratios tends to the overlap `Σ min(p, q)` of the two
    /// distributions as the sample grows. A value outside the range of the corpus gets 0.
    ///
    /// Source: Parshakova, Andreoli and Dymetman, "Distributional Reinforcement Learning for Energy-Based Sequential
    /// Models", arXiv:1912.08517, where a policy that samples from `q` is trained by weights `P / q` to match `P`;
    /// here for the distribution of one value, truncated at 1.
    func ratios(of sample: [Double]) -> [Double] {
        let bins = sample.map(bin)
        var counts = [Int](repeating: 0, count: shares.count)
        for case let bin? in bins { counts[bin] += 1 }
        let prior = Double(shares.count)
        return bins.map { bin in
            guard let bin else { return 0 }
            let estimate = (Double(counts[bin]) + prior * shares[bin]) / (Double(sample.count) + prior)
            return min(1, shares[bin] / estimate)
        }
    }

    /// The value below which a share of the corpus's values lies, for a share from 0 up to 1.
    func quantile(_ share: Double) -> Double { values.quantile(share) }

    /// The rank of a value among the corpus's values, from 0, below all, to 1, above all; equal values count half.
    func rank(of value: Double) -> Double {
        let below = values.count { $0 < value }
        let equal = values.count { $0 == value }
        return (Double(below) + Double(equal) / 2) / Double(values.count)
    }

    /// The index of the bin of a value; nil outside the range of the corpus.
    private func bin(of value: Double) -> Int? {
        guard let last = values.last, value <= last else { return nil }
        return starts.lastIndex { $0 <= value }
    }
}
