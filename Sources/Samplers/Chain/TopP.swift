package import MuseProtocols

/// Keeps the nucleus of a step: the smallest set of most probable tokens with a total probability of at least `p`.
///
/// Tokens tied with the last one are also kept, as in `top_k`. The sum has a tolerance of one millionth, without which
/// 0.5 + 0.3 could miss a `p` of 0.8, because scores are logarithms in single precision.
///
/// Source: Holtzman, Buys, Du, Forbes and Choi, "The Curious Case of Neural Text Degeneration", ICLR 2020,
/// https://arxiv.org/abs/1904.09751, section 3.1.
package struct TopP: Sampler {
    static let p = Setting<TuneSchedule>(
        "p", in: 0...1, default: 0.95, "minimum total probability of the tokens kept")
    package static let schema = Schema(
        "top_p", "keeps the smallest set of most probable tokens whose total probability reaches p",
        source: "Holtzman et al. 2020, ICLR, section 3.1", [p])

    private var p: ScheduledValue
    /// The tokens that are not masked, and their probabilities relative to the best token.
    private var tokens: [Int] = []
    private var weights: [Double] = []
    private var heap = MaxHeap()

    package init(_ settings: Settings) throws { p = ScheduledValue(try settings[Self.p]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let p = try p.value(at: step)
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
        let target = (p - 1e-6) * total
        var threshold = heap.popLargest()
        var sum = threshold
        while sum < target, !heap.isEmpty {
            threshold = heap.popLargest()
            sum += threshold
        }
        for (i, token) in tokens.enumerated() where weights[i] < threshold { logits[token] = -.infinity }
    }
}

/// A binary max-heap. It is faster than sorting, because only few of the numbers are popped.
///
/// Source: Williams, "Algorithm 232: Heapsort", CACM 7(6), 1964; built bottom-up after Floyd, "Algorithm 245:
/// Treesort 3", CACM 7(12), 1964, https://doi.org/10.1145/355588.365103.
struct MaxHeap: Sendable {
    private var items: [Double] = []

    var isEmpty: Bool { items.isEmpty }

    /// Replaces the contents.
    mutating func fill(_ numbers: [Double]) {
        items.removeAll(keepingCapacity: true)
        items.append(contentsOf: numbers)
        var i = items.count / 2
        while i > 0 {
            i -= 1
            sink(i)
        }
    }

    /// Removes and returns the largest number.
    ///
    /// - Precondition: the heap is not empty.
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
        items.withUnsafeMutableBufferPointer { items in
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
}
