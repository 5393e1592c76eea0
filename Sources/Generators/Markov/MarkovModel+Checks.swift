import MuseStorage

/// Validates the invariants that `ContextTree` relies on before a stored model is used.
extension MarkovModel {
    /// The children of all contexts are contiguous, starting with those of the empty context.
    func checkChildren() throws {
        let end = contexts.count - 1
        guard contexts[0].firstChild == 1, Int(contexts[end].firstChild) == end,
            zip(contexts, contexts.dropFirst()).allSatisfy({ $0.firstChild <= $1.firstChild })
        else { throw StorageError("tensor 'first_child' is not the children of \(end) contexts one after the other") }
        for node in 0..<end {
            let children = contexts[Int(contexts[node].firstChild)..<Int(contexts[node + 1].firstChild)]
            guard isRisingSet(children.lazy.map(\.symbol), through: Int32(vocabularySize)) else {
                throw StorageError("tensor 'symbols' does not rise within the vocabulary below context \(node)")
            }
        }
    }

    func checkEntries() throws {
        let end = contexts.count - 1
        guard contexts[0].firstEntry == 0, Int(contexts[end].firstEntry) == entries.count,
            zip(contexts, contexts.dropFirst()).allSatisfy({ $0.firstEntry <= $1.firstEntry })
        else { throw StorageError("tensor 'first_entry' does not share out \(entries.count) entries") }
        guard Int(contexts[1].firstEntry) == vocabularySize else {
            throw StorageError(
                "tensor 'first_entry' gives the empty context \(contexts[1].firstEntry) of \(vocabularySize) tokens")
        }
        for node in 0..<end {
            let own = entries[Int(contexts[node].firstEntry)..<Int(contexts[node + 1].firstEntry)]
            guard isRisingSet(own.lazy.map(\.token), through: Int32(vocabularySize) - 1) else {
                throw StorageError("tensor 'entry_tokens' does not rise within the vocabulary after context \(node)")
            }
        }
    }

    func checkTails() throws {
        for node in 0..<(contexts.count - 1) where contexts[node].tail != -1 {
            let (context, next) = (contexts[node], contexts[node + 1])
            guard context.firstChild == next.firstChild, context.firstEntry + 1 == next.firstEntry,
                context.tail >= order, context.tail < text.count
            else {
                throw StorageError("tensor 'tails' leads out of the text, or from context \(node), which is no leaf")
            }
        }
    }
}

/// Whether the values are strictly increasing and within 0 to `last`.
private func isRisingSet(_ values: some Collection<Int32>, through last: Int32) -> Bool {
    var least: Int32 = 0
    for value in values {
        guard value >= least, value <= last else { return false }
        least = value + 1
    }
    return true
}
