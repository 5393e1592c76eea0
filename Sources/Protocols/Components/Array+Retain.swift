extension Array {
    /// Removes the elements that are not kept, as `TokenDecoder.retain` does with rows.
    ///
    /// - Precondition: there are as many flags as elements.
    package mutating func retain(_ keep: [Bool]) {
        precondition(keep.count == count, "\(keep.count) flags for \(count) elements")
        self = zip(self, keep).filter(\.1).map(\.0)
    }
}
