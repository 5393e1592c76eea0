import MuseStorage

extension MarkovModel {
    func saved() -> SavedModel {
        SavedModel(
            description: ["order": .int(order), "vocabulary_size": .int(vocabularySize)],
            tensors: [
                StoredTensor(name: "text", kind: .i32, text),
                StoredTensor(name: "chain_logs", kind: .f32, chainLogs),
                StoredTensor(name: "symbols", kind: .i32, contexts.map(\.symbol)),
                StoredTensor(name: "tails", kind: .i32, contexts.map(\.tail)),
                StoredTensor(name: "first_child", kind: .i32, contexts.map(\.firstChild)),
                StoredTensor(name: "first_entry", kind: .i32, contexts.map(\.firstEntry)),
                StoredTensor(name: "back_offs", kind: .f32, contexts.map(\.backOff)),
                StoredTensor(name: "entry_tokens", kind: .i32, entries.map(\.token)),
                StoredTensor(name: "entry_logs", kind: .f32, entries.map(\.log)),
            ])
    }

    /// - Throws: `StorageError` unless all indices are valid and all values are log-probabilities.
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
        chainLogs = try saved.logarithms("chain_logs", count: order + 1)
        contexts = try Self.contexts(in: saved)
        entries = try Self.entries(in: saved)
        try checkChildren()
        try checkEntries()
        try checkTails()
    }

    private static func contexts(in saved: SavedModel) throws -> [Context] {
        let symbols: [Int32] = try saved.vector("symbols", .i32)
        // The empty context and the end marker.
        guard symbols.count >= 2 else { throw StorageError("tensor 'symbols' contains no context") }
        let tails: [Int32] = try saved.vector("tails", .i32, count: symbols.count)
        let firstChild: [Int32] = try saved.vector("first_child", .i32, count: symbols.count)
        let firstEntry: [Int32] = try saved.vector("first_entry", .i32, count: symbols.count)
        let backOffs = try saved.logarithms("back_offs", count: symbols.count)
        return symbols.indices.map {
            Context(
                symbol: symbols[$0], tail: tails[$0], firstChild: firstChild[$0], firstEntry: firstEntry[$0],
                backOff: backOffs[$0])
        }
    }

    private static func entries(in saved: SavedModel) throws -> [Entry] {
        let tokens: [Int32] = try saved.vector("entry_tokens", .i32)
        let logs = try saved.logarithms("entry_logs", count: tokens.count)
        return tokens.indices.map { Entry(token: tokens[$0], log: logs[$0]) }
    }
}

extension SavedModel {
    /// Returns a tensor of log-probabilities.
    ///
    /// - Throws: `StorageError` if a value is not a log-probability, which includes NaN.
    fileprivate func logarithms(_ name: String, count: Int) throws -> [Float] {
        let values: [Float] = try vector(name, .f32, count: count)
        guard values.allSatisfy({ (-Float.greatestFiniteMagnitude...0).contains($0) }) else {
            throw StorageError("tensor '\(name)' contains a value that is not a log-probability")
        }
        return values
    }
}
