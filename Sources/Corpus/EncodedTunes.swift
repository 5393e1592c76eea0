package import MuseProtocols

/// Tunes of a corpus as token sequences.
package struct EncodedTunes: Sendable {
    /// Of each tune, in the corpus's order; nil where the tokenizer cannot represent it.
    package let tokens: [[TokenID]?]
    /// Why tunes have no tokens: `jigs.abc:12: two voices`.
    package let failures: [String]

    /// Encodes on all processors.
    ///
    /// - Throws: what the tokenizer throws beyond `TokenizationError`, which becomes a failure.
    init(_ tunes: [Corpus.Tune], _ tokenizer: any Tokenizer) throws {
        let encodings = try concurrentMap(tunes) { tune in Result { try tokenizer.encode(tune.score).tokens } }
        var failures: [String] = []
        tokens = try zip(tunes, encodings).map { tune, encoding in
            do {
                return try encoding.get()
            } catch let error as TokenizationError {
                failures.append("\(tune.place): \(error)")
                return nil
            }
        }
        self.failures = failures
    }

    /// Those that there are.
    package var sequences: [[TokenID]] { tokens.compactMap(\.self) }
}
