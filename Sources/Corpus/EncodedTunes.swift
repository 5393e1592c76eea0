package import MuseProtocols

/// The tunes of a corpus as token sequences.
package struct EncodedTunes: Sendable {
    /// The tokens of each tune, in the order of the corpus; nil if the tokenizer cannot represent it.
    package let tokens: [[TokenID]?]
    /// The reasons why tunes have no tokens, such as `jigs.abc:12: two voices`.
    package let failures: [String]

    /// Encodes tunes on all processors.
    ///
    /// - Throws: errors of the tokenizer other than `TokenizationError`, which becomes a failure.
    init(_ tunes: [Corpus.Tune], _ tokenizer: any Tokenizer) throws {
        let encodings = try concurrentMap(tunes) { tune in
            Result { try tokenizer.encode(tune.source).tokens }
        }
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

    /// The tokens of the tunes that could be encoded.
    package var sequences: [[TokenID]] { tokens.compactMap(\.self) }
}
