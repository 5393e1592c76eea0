public import MuseMusic

/// A tokenizer whose tokens are learned from a corpus, before a model is fitted to it.
public protocol LearnedTokenizer: Tokenizer {
    /// Whether the tokens have been learned. Before, it has only the tokens from which others are made.
    var isFitted: Bool { get }

    /// Learns tokens. Tunes that cannot be encoded are left out.
    ///
    /// - Parameters:
    ///   - tunes: the training side of a corpus.
    ///   - isCancelled: polled on any thread.
    /// - Throws: `CancellationError`; errors of encoding other than `TokenizationError`.
    func fitted(to tunes: [Score], isCancelled: @escaping @Sendable () -> Bool) throws -> any LearnedTokenizer

    /// The tokenizer with learned tokens that were saved.
    ///
    /// - Parameter file: the result of `saved()`.
    /// - Throws: `StorageError` if the file is not one of this tokenizer with these settings.
    func loading(_ file: [UInt8]) throws -> any LearnedTokenizer

    /// The learned tokens as the content of a file `tokenizer.json`.
    func saved() throws -> [UInt8]
}

extension LearnedTokenizer {
    public var learned: (any LearnedTokenizer)? { self }
}
