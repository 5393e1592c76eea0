extension TokenCorpus {
    /// The training sequences, without empty ones.
    ///
    /// - Throws: `FitError` if there are none, or if a training or validation sequence has a token outside the
    ///   vocabulary.
    package func checkedTraining() throws -> TokenSequences {
        let sequences = training.inMemory.map { TokenSequences($0.filter { !$0.isEmpty }) } ?? training
        guard !sequences.isEmpty else { throw FitError("there is nothing to learn from: no training tune has a token") }
        let tokens = 0..<TokenID(clamping: max(0, vocabularySize))
        for sequence in (sequences.inMemory ?? []) + validation {
            if let stray = sequence.first(where: { !tokens.contains($0) }) {
                throw FitError("token \(stray) is outside the vocabulary of \(vocabularySize) tokens")
            }
        }
        return sequences
    }
}
