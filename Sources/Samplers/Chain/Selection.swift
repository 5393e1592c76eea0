/// Finds the n-th largest of the scores of a step. Reuses its memory.
///
/// Counts the scores in intervals of equal width first, so that only those of one interval have to be compared with
/// each other: comparisons of random numbers cost far more than counting, because the processor cannot predict them.
struct Selection: Sendable {
    private var candidates: [Float] = []
    private var counts = [Int32](repeating: 0, count: 256)

    /// Returns the `n`-th largest score, counted from 1; nil if at most `n` are above `-inf`.
    ///
    /// - Complexity: O(count) on average.
    /// - Precondition: `n` is positive, and no score is NaN.
    mutating func largest(_ n: Int, in scores: [Float]) -> Float? {
        var count = 0
        var low = Float.infinity
        for score in scores {
            count += score > -.infinity ? 1 : 0
            low = min(low, score > -.infinity ? score : .infinity)
        }
        guard n < count else { return nil }
        candidates.removeAll(keepingCapacity: true)
        let best = scores.best
        // 0 or infinite if the scores are too far apart or all equal.
        let scale = Float(counts.count - 1) / (best - low)
        guard count >= 64, scale > 0, scale.isFinite else {
            for score in scores where score > -.infinity { candidates.append(score) }
            return candidates.selectLargest(n)
        }
        let (interval, before) = interval(of: n, in: scores, best, scale)
        for score in scores where score > -.infinity && Int((best - score) * scale) == interval {
            candidates.append(score)
        }
        return candidates.selectLargest(n - before)
    }

    /// The interval of the `n`-th largest score, and the number of scores in higher ones.
    private mutating func interval(
        of n: Int, in scores: [Float], _ best: Float, _ scale: Float
    ) -> (interval: Int, before: Int) {
        counts.withUnsafeMutableBufferPointer { counts in
            counts.update(repeating: 0)
            // Rounding never changes the order of two scores, so intervals are in the order of the scores.
            for score in scores where score > -.infinity { counts[Int((best - score) * scale)] += 1 }
            var interval = 0
            var before = 0
            while before + Int(counts[interval]) < n {
                before += Int(counts[interval])
                interval += 1
            }
            return (interval, before)
        }
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
        return withUnsafeMutableBufferPointer { numbers in
            var low = 0
            var high = numbers.count - 1
            while low < high {
                let (a, b, c) = (numbers[low], numbers[low + (high - low) / 2], numbers[high])
                let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
                var i = low
                var j = high
                while i <= j {
                    while numbers[i] > pivot { i += 1 }
                    while numbers[j] < pivot { j -= 1 }
                    guard i <= j else { break }
                    numbers.swapAt(i, j)
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
            return numbers[n - 1]
        }
    }
}
