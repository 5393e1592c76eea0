import MuseStorage

/// Validation of a stored model: the invariants that `ContextTree` relies on.
extension MarkovModel {
    /// Checks that the children of all contexts are contiguous, starting with those of the empty context.
    ///
    /// - Throws: `StorageError`.
    func checkChildren() throws {
        let end = contexts.count - 1
        guard contexts[0].firstChild == 1, Int(contexts[end].firstChild) == end,
            zip(contexts, contexts.dropFirst()).allSatisfy({ $0.firstChild <= $1.firstChild })
        else { throw StorageError("tensor 'first_child' does not list the children of \(end) contexts in order") }
        for node in 0..<end {
            let children = contexts[Int(contexts[node].firstChild)..<Int(contexts[node + 1].firstChild)]
            guard isStrictlyIncreasing(children.lazy.map(\.symbol), through: Int32(vocabularySize)) else {
                throw StorageError("tensor 'symbols' is unsorted or outside the vocabulary below context \(node)")
            }
        }
    }

    /// - Throws: `StorageError`.
    func checkEntries() throws {
        let end = contexts.count - 1
        guard contexts[0].firstEntry == 0, Int(contexts[end].firstEntry) == entries.count,
            zip(contexts, contexts.dropFirst()).allSatisfy({ $0.firstEntry <= $1.firstEntry })
        else { throw StorageError("tensor 'first_entry' does not divide \(entries.count) entries among the contexts") }
        guard Int(contexts[1].firstEntry) == vocabularySize else {
            throw StorageError(
                "tensor 'first_entry': the empty context has \(contexts[1].firstEntry) entries, not \(vocabularySize)")
        }
        for node in 0..<end {
            let following = entries[Int(contexts[node].firstEntry)..<Int(contexts[node + 1].firstEntry)]
            guard isStrictlyIncreasing(following.lazy.map(\.token), through: Int32(vocabularySize) - 1) else {
                throw StorageError("tensor 'entry_tokens' is unsorted or outside the vocabulary after context \(node)")
            }
        }
    }

    /// - Throws: `StorageError`.
    func checkTails() throws {
        for node in 0..<(contexts.count - 1) where contexts[node].tail != -1 {
            let (context, next) = (contexts[node], contexts[node + 1])
            guard context.firstChild == next.firstChild, context.firstEntry + 1 == next.firstEntry,
                context.tail >= order, context.tail < text.count
            else {
                throw StorageError("tensor 'tails': context \(node) is not a leaf, or its tail is outside the text")
            }
        }
    }
}

/// Whether the values are strictly increasing and within 0 to `last`.
private func isStrictlyIncreasing(_ values: some Collection<Int32>, through last: Int32) -> Bool {
    var minimum: Int32 = 0
    for value in values {
        guard value >= minimum, value <= last else { return false }
        minimum = value + 1
    }
    return true
}
