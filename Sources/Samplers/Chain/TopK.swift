package import MuseProtocols

/// Keeps the `k` most probable tokens of a step.
///
/// Tokens tied with the last one are also kept, because a choice by position would favour low token numbers.
///
/// Source: Fan, Lewis and Dauphin, "Hierarchical Neural Story Generation", ACL 2018,
/// https://doi.org/10.18653/v1/P18-1082, section 5.
package struct TopK: Sampler {
    static let k = Setting<TuneSchedule>("k", in: 1..., default: 40, "number of tokens kept")
    package static let schema = Schema(
        "top_k", "keeps the k best tokens", source: "Fan, Lewis and Dauphin 2018, ACL, section 5", [k])

    private var k: ScheduledValue
    private var candidates: [Float] = []

    package init(_ settings: Settings) throws { k = ScheduledValue(try settings[Self.k]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let k = Int(exactly: try k.value(at: step).rounded()) ?? .max
        candidates.removeAll(keepingCapacity: true)
        for score in logits where score > -.infinity { candidates.append(score) }
        guard k < candidates.count else { return }
        let threshold = candidates.selectLargest(k)
        for i in logits.indices where logits[i] < threshold { logits[i] = -.infinity }
    }
}

extension [Float] {
    /// Returns the `n`-th largest element, counted from 1. Reorders the array.
    ///
    /// - Complexity: O(count) on average.
    ///
    /// Source: Hoare, "Algorithm 65: Find", CACM 4(7), 1961, https://doi.org/10.1145/366622.366647; the pivot is the
    /// median of three.
    ///
    /// - Precondition: `n` is in `1...count`, and no element is NaN.
    mutating func selectLargest(_ n: Int) -> Float {
        precondition(n >= 1 && n <= count, "element \(n) of \(count) does not exist")
        var low = 0
        var high = count - 1
        while low < high {
            let (a, b, c) = (self[low], self[low + (high - low) / 2], self[high])
            let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
            var i = low
            var j = high
            while i <= j {
                while self[i] > pivot { i += 1 }
                while self[j] < pivot { j -= 1 }
                guard i <= j else { break }
                swapAt(i, j)
                i += 1
                j -= 1
            }
            if n - 1 <= j {
                high = j
            } else if n - 1 >= i {
                low = i
            } else {
                break
            }
        }
        return self[n - 1]
    }
}
