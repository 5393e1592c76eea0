import MuseNeural
import MuseProtocols

extension Network {
    /// The natural logarithm of each token's probability, given those before it.
    ///
    /// - Parameters:
    ///   - longest: sequences are scored in pieces of this many tokens, as they were learned from.
    ///   - vocabularySize: also the number of the start symbol.
    func logProbabilities(
        of tokens: [TokenID], _ weights: Weights, longest: Int, vocabularySize: Int
    ) -> [Double] {
        let tape = Tape(weights: weights.values, gradients: nil)
        var result: [Double] = []
        for start in stride(from: 0, to: tokens.count, by: longest) {
            let piece = tokens[start..<min(tokens.count, start + longest)]
            let batch = Batch([piece], start: TokenID(vocabularySize), order: rowOrder)
            let logits = logits(batch, on: tape)
            result += tape.logProbabilities(logits, batch.targets)
        }
        return result
    }
}

extension SavedModel {
    /// - Throws: `StorageError` where it is missing or out of range.
    func vocabularySize() throws -> Int {
        guard let size = description["vocabulary_size"]?.intValue, (1..<1 << 24).contains(size) else {
            throw StorageError("a neural model needs a vocabulary_size of at least 1")
        }
        return size
    }

    /// What the fit decided by measuring.
    var decisions: [String: Int] {
        guard case .object(let members)? = description["decisions"] else { return [:] }
        return members.compactMapValues(\.intValue)
    }
}
