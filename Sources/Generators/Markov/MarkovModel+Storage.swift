import MuseProtocols

extension MarkovModel {
    func saved() -> SavedModel {
        SavedModel(
            description: ["order": .int(order), "vocabulary_size": .int(vocabularySize)],
            tensors: [
                StoredTensor(name: "text", kind: .i32, text),
                StoredTensor(name: "chain_logs", kind: .f32, chainLogs),
                StoredTensor(name: "tails", kind: .i32, tails),
                StoredTensor(name: "symbols", kind: .i32, symbols),
                StoredTensor(name: "first_child", kind: .i32, firstChild),
                StoredTensor(name: "first_entry", kind: .i32, firstEntry),
                StoredTensor(name: "back_offs", kind: .f32, backOffs),
                StoredTensor(name: "entry_tokens", kind: .i32, entryTokens),
                StoredTensor(name: "entry_logs", kind: .f32, entryLogs),
            ])
    }

    /// - Throws: `StorageError` unless every number can be followed and is a probability.
    init(_ saved: SavedModel) throws {
        guard let order = saved.description["order"]?.intValue, (1...16).contains(order) else {
            throw StorageError("a markov model needs an order from 1 to 16")
        }
        guard let vocabularySize = saved.description["vocabulary_size"]?.intValue,
            (1..<Int(Int32.max)).contains(vocabularySize)
        else { throw StorageError("a markov model needs a vocabulary_size of at least 1") }
        self.order = order
        self.vocabularySize = vocabularySize
        text = try saved.vector("text", .i32)
        chainLogs = try saved.vector("chain_logs", .f32, count: order + 1)
        symbols = try saved.vector("symbols", .i32)
        tails = try saved.vector("tails", .i32, count: symbols.count)
        firstChild = try saved.vector("first_child", .i32, count: symbols.count + 1)
        firstEntry = try saved.vector("first_entry", .i32, count: symbols.count + 1)
        backOffs = try saved.vector("back_offs", .f32, count: symbols.count)
        entryTokens = try saved.vector("entry_tokens", .i32)
        entryLogs = try saved.vector("entry_logs", .f32, count: entryTokens.count)
        try checkTree()
        try checkEntries()
        try checkTails()
        // A NaN is in no range.
        for (name, values) in [("chain_logs", chainLogs), ("back_offs", backOffs), ("entry_logs", entryLogs)] {
            guard values.allSatisfy({ (-Float.greatestFiniteMagnitude...0).contains($0) }) else {
                throw StorageError("tensor '\(name)' holds what is not the logarithm of a probability")
            }
        }
    }

    private func checkTree() throws {
        let count = Int32(symbols.count)
        // A root at least; the children of all nodes one after the other, the root's first.
        guard firstChild[0] == 1, firstChild[symbols.count] == count, isRising(firstChild) else {
            throw StorageError("tensor 'first_child' is not the children of \(count) contexts one after the other")
        }
        for node in symbols.indices {
            let children = symbols[Int(firstChild[node])..<Int(firstChild[node + 1])]
            guard isRisingSet(children, below: Int32(vocabularySize) + 1) else {
                throw StorageError("tensor 'symbols' does not rise within the vocabulary below context \(node)")
            }
        }
    }

    private func checkEntries() throws {
        guard firstEntry[0] == 0, firstEntry[symbols.count] == Int32(entryTokens.count), isRising(firstEntry) else {
            throw StorageError("tensor 'first_entry' does not share out \(entryTokens.count) entries")
        }
        guard Int(firstEntry[1]) == vocabularySize else {
            throw StorageError(
                "tensor 'first_entry' gives the empty context \(firstEntry[1]) of \(vocabularySize) tokens")
        }
        for node in symbols.indices {
            let tokens = entryTokens[Int(firstEntry[node])..<Int(firstEntry[node + 1])]
            guard isRisingSet(tokens, below: Int32(vocabularySize)) else {
                throw StorageError("tensor 'entry_tokens' does not rise within the vocabulary after context \(node)")
            }
        }
    }
}

extension MarkovModel {
    private func checkTails() throws {
        for (node, tail) in tails.enumerated() where tail != -1 {
            let isLeaf = firstChild[node] == firstChild[node + 1] && firstEntry[node] + 1 == firstEntry[node + 1]
            guard isLeaf, tail >= order, tail < text.count else {
                throw StorageError("tensor 'tails' leads out of the text, or from context \(node), which is no leaf")
            }
        }
    }
}

/// Each value is at least the one before.
private func isRising(_ values: [Int32]) -> Bool {
    values.indices.dropFirst().allSatisfy { values[$0 - 1] <= values[$0] }
}

/// Each value is more than the one before, and all are from 0 to below `bound`.
private func isRisingSet(_ values: ArraySlice<Int32>, below bound: Int32) -> Bool {
    guard let first = values.first, let last = values.last else { return true }
    return first >= 0 && last < bound && values.indices.dropFirst().allSatisfy { values[$0 - 1] < values[$0] }
}
