package import MuseProtocols

/// Keeps the nucleus of a step: the fewest of the best tokens whose probabilities add up to at least `p`.
///
/// Tokens as good as the last one kept stay too, as in `top_k`. A millionth of the whole is let pass at the edge: the
/// scores are logarithms in single precision, and without it 0.5 + 0.3 could miss a `p` of 0.8.
///
/// Source: Holtzman, Buys, Du, Forbes and Choi, "The Curious Case of Neural Text Degeneration", ICLR 2020,
/// https://arxiv.org/abs/1904.09751, section 3.1.
package struct TopP: Sampler {
    static let p = Setting<Double>(
        "p", in: 0...1, default: 0.95, unit: "probability", "total probability of the kept tokens")
    package static let schema = Schema(
        "top_p", "keeps the smallest set of most probable tokens with total probability p",
        source: "Holtzman and others 2020, ICLR, section 3.1", [p])

    private let p: Double
    /// The tokens that are not barred, and their weights relative to the best.
    private var tokens: [Int] = []
    private var weights: [Double] = []
    private var heap = MaxHeap()

    package init(_ settings: Settings) throws { p = try settings[Self.p] }

    package mutating func adjust(_ logits: inout [Float], at step: Step) {
        let best = logits.best
        guard p < 1, best.isFinite else { return }
        tokens.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
        var total = 0.0
        for (i, score) in logits.enumerated() where score > -.infinity {
            let weight = exponential(Double(score) - Double(best))
            tokens.append(i)
            weights.append(weight)
            total += weight
        }
        heap.fill(weights)
        let wanted = (p - 1e-6) * total
        var threshold = heap.popLargest()
        var sum = threshold
        while sum < wanted, !heap.isEmpty {
            threshold = heap.popLargest()
            sum += threshold
        }
        for (i, token) in tokens.enumerated() where weights[i] < threshold { logits[token] = -.infinity }
    }
}

/// Numbers of which the largest come first: as few of them are wanted, this is quicker than sorting them all.
///
/// Source: Williams, "Algorithm 232: Heapsort", CACM 7(6), 1964; built bottom-up after Floyd, "Algorithm 245:
/// Treesort 3", CACM 7(12), 1964, https://doi.org/10.1145/355588.365103.
struct MaxHeap: Sendable {
    private var items: [Double] = []

    var isEmpty: Bool { items.isEmpty }

    /// Takes in other numbers instead of those it has.
    mutating func fill(_ numbers: [Double]) {
        items.removeAll(keepingCapacity: true)
        items.append(contentsOf: numbers)
        var i = items.count / 2
        while i > 0 {
            i -= 1
            sink(i)
        }
    }

    /// - Precondition: not empty.
    mutating func popLargest() -> Double {
        let largest = items[0]
        let last = items.removeLast()
        if !items.isEmpty {
            items[0] = last
            sink(0)
        }
        return largest
    }

    private mutating func sink(_ start: Int) {
        var i = start
        let item = items[i]
        while 2 * i + 1 < items.count {
            var child = 2 * i + 1
            if child + 1 < items.count, items[child + 1] > items[child] { child += 1 }
            guard items[child] > item else { break }
            items[i] = items[child]
            i = child
        }
        items[i] = item
    }
}
