extension Array {
    /// Returns the index of the first element that satisfies a condition; `count` if none does.
    ///
    /// - Precondition: every element after one that satisfies the condition satisfies it too.
    /// - Complexity: O(log n).
    @inlinable
    package func partitioningIndex(where isInSecondPart: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
