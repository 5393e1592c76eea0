package import MuseMusic
package import MuseProtocols
import MuseStorage

/// A tokenizer whose tokens are runs of the tokens of another one, learned from a corpus.
///
/// Source: Fradet et al., "Byte Pair Encoding for Symbolic Music", EMNLP 2023, https://arxiv.org/abs/2301.11975.
package struct SubwordTokenizer: LearnedTokenizer {
    package let base: any Tokenizer
    let tokens: SubwordTokens
    private let training: SubwordSettings
    package let isFitted: Bool

    package init(_ method: SubwordMethod, _ settings: Settings, _ registry: Registry<any Tokenizer>) throws {
        typealias S = SubwordSettings
        let component = try settings[S.base]
        let base = try registry.make(component.node, path: "\(settings.path).\(S.base.info.name)")
        guard base.learned == nil else {
            throw settings.conflict("the base tokens cannot be subwords themselves", about: S.base)
        }
        let training = try SubwordSettings(method, settings, baseCount: base.vocabulary.count)
        let split: WordSplit
        do { split = try WordSplit(training.split, of: base) } catch let error as TokenizationError {
            throw settings.conflict("\(error)", about: S.split)
        }
        let empty = SubwordTokenizer(
            base, SubwordTokens(method.untrained(baseCount: base.vocabulary.count), split, base.vocabulary), training,
            isFitted: false)
        guard let path = try settings.file(S.file) else {
            self = empty
            return
        }
        do { self = try empty.loaded(try FileReader.bytes(path)) } catch {
            throw settings.conflict("'\(path)' cannot be used: \(error)", about: S.file)
        }
    }

    private init(_ base: any Tokenizer, _ tokens: SubwordTokens, _ training: SubwordSettings, isFitted: Bool) {
        self.base = base
        self.tokens = tokens
        self.training = training
        self.isFitted = isFitted
    }

    private func with(_ model: any SubwordModel) -> SubwordTokenizer {
        SubwordTokenizer(
            base, SubwordTokens(model, tokens.split, base.vocabulary), training, isFitted: true)
    }

    // MARK: Learning

    package func fitted(
        to tunes: [Score], isCancelled: @escaping @Sendable () -> Bool
    ) throws -> any LearnedTokenizer {
        let encodings = try concurrentMap(tunes) { [base] tune in Result { try base.encode(tune).tokens } }
        let sequences = try encodings.compactMap { encoding -> [TokenID]? in
            do { return try encoding.get() } catch is TokenizationError { return nil }
        }
        return try fitted(to: sequences, isCancelled: isCancelled)
    }

    /// Learns tokens from sequences of base tokens.
    package func fitted(
        to sequences: [[TokenID]], isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> SubwordTokenizer {
        let split = tokens.split
        let words = try concurrentMap(sequences) { tokens in
            split.words(of: tokens).filter { $0.count > 1 }.map { tokens[$0] }
        }
        return with(try training.model(of: [CountedWord](words.joined()), tokens.baseCount, isCancelled))
    }

    package func loading(_ file: [UInt8]) throws -> any LearnedTokenizer { try loaded(file) }

    private func loaded(_ file: [UInt8]) throws -> SubwordTokenizer {
        with(try TokenizerFile(tokens.split, baseCount: tokens.baseCount).model(file, like: tokens.model))
    }

    package func saved() throws -> [UInt8] {
        try TokenizerFile(tokens.split, baseCount: tokens.baseCount).bytes(of: tokens.model)
    }

    // MARK: Music

    package var vocabulary: Vocabulary { tokens.vocabulary }
    package var endToken: TokenID { base.endToken }
    package var styleTokens: [StyleToken] { base.styleTokens }
    package var readsPerformances: Bool { base.readsPerformances }

    package func encode(_ score: Score) throws -> Encoding {
        var encoding = try base.encode(score)
        encoding.tokens = tokens.encoded(encoding.tokens)
        return encoding
    }

    /// Divides sequences of base tokens into tokens, on all processors.
    package func encode(_ sequences: [[TokenID]]) throws -> [[TokenID]] {
        try concurrentMap(sequences) { [tokens] in tokens.encoded($0) }
    }

    package func decode(_ tokens: [TokenID]) throws -> Score { try base.decode(self.tokens.expanded(tokens)) }

    /// The base tokens of a sequence.
    package func baseTokens(of tokens: [TokenID]) -> [TokenID] { self.tokens.expanded(tokens) }

    package func noteCount(_ tokens: [TokenID]) -> Int { base.noteCount(self.tokens.expanded(tokens)) }

    package func onset(after tokens: [TokenID], in score: Score) -> Int {
        base.onset(after: self.tokens.expanded(tokens), in: score)
    }

    package var lineSeparator: TokenID? { base.lineSeparator }

    package func lines(of tokens: [TokenID]) -> [ArraySlice<TokenID>] {
        // Separators are never merged, so that the first token of each run shows where lines end.
        let firsts = tokens.map { self.tokens.run($0).first ?? $0 }
        return base.lines(of: firsts).map { tokens[$0.startIndex..<$0.endIndex] }
    }
}
