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
        "p", in: 0...1, default: 0.95, unit: "probability", "the probability that the kept tokens have together")
    package static let schema = Schema(
        "top_p", "keeps the fewest best tokens that have probability p together",
        source: "Holtzman and others 2020, ICLR, section 3.1", [p])

    private let p: Double
    /// Of each token, relative to the best.
    private var weights: [Double] = []
    private var heap = MaxHeap()

    package init(_ settings: Settings) throws { p = try settings[Self.p] }

    package mutating func adjust(_ logits: inout [Float], at step: Step) {
        guard p < 1, let best = logits.max(), best.isFinite else { return }
        weights.removeAll(keepingCapacity: true)
        heap.removeAll()
        var total = 0.0
        for score in logits {
            let weight = exponential(Double(score) - Double(best))
            weights.append(weight)
            guard weight > 0 else { continue }
            heap.append(weight)
            total += weight
        }
        heap.order()
        let wanted = (p - 1e-6) * total
        var threshold = heap.popLargest()
        var sum = threshold
        while sum < wanted, !heap.isEmpty {
            threshold = heap.popLargest()
            sum += threshold
        }
        for i in logits.indices where weights[i] < threshold { logits[i] = -.infinity }
    }
}

/// Numbers of which the largest come first: as few of them are wanted, this is quicker than sorting them all.
///
/// Source: Williams, "Algorithm 232: Heapsort", CACM 7(6), 1964; built bottom-up after Floyd, "Algorithm 245:
/// Treesort 3", CACM 7(12), 1964, https://doi.org/10.1145/355588.365103.
struct MaxHeap: Sendable {
    private var items: [Double] = []

    var isEmpty: Bool { items.isEmpty }
    mutating func removeAll() { items.removeAll(keepingCapacity: true) }
    mutating func append(_ item: Double) { items.append(item) }

    /// Has to be called once between the last `append` and the first `popLargest`.
    mutating func order() {
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
