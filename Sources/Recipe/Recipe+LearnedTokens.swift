package import MuseProtocols
import MuseStorage

extension Recipe {
    /// What a recipe was read from.
    struct Origin: Sendable {
        let root: Node
        let registries: Registries
        let isStep: Bool
    }

    /// Whether tokens are learned from the corpus before the model is fitted.
    package var learnsTokens: Bool { tokenizer.learned.map { !$0.isFitted } ?? false }

    /// The recipe with tokens that were learned from its corpus.
    ///
    /// - Throws: `RecipeErrors` for demands that these tokens cannot satisfy.
    package func with(_ tokens: any LearnedTokenizer) throws -> Recipe {
        try Recipe(
            origin.root, name: name, point: point, registries: origin.registries, corpusFiles: corpusFiles,
            isStep: origin.isStep, tokens: tokens)
    }
}

extension LearnedTokenizer {
    /// SHA-256 of the learned tokens; nil if there are none.
    var tokensHash: String? { isFitted ? (try? saved()).map(SHA256.hex(of:)) : nil }
}

extension RecipeCheck {
    /// The tokenizer with its learned tokens: given ones, or those of a pretrained model. Records a mistake if it has
    /// to learn them and there is no corpus.
    mutating func learned(
        _ tokenizer: Made<any Tokenizer>?, _ tokens: (any LearnedTokenizer)?, _ start: GeneratorSection
    ) -> Made<any Tokenizer>? {
        guard let tokenizer, let own = tokenizer.product.learned else { return tokenizer }
        if let tokens { return tokenizer.with(tokens) }
        if own.isFitted { return tokenizer }
        if let model = ([start.pretrained] + start.parts).lazy.compactMap({ $0 }).first {
            do {
                guard let file = try ModelFolder.record(model.path).tokenizer else {
                    throw StorageError("the model was fitted with another tokenizer, which learned no tokens")
                }
                return tokenizer.with(try own.loading(file))
            } catch {
                mistakes.note(.conflict("\(error)"), model.place, at: model.mark)
                return nil
            }
        }
        if !start.learns {
            mistakes.note(
                .conflict("its tokens are learned from a corpus, and this generator uses none; set `file`"),
                tokenizer.path, at: tokenizer.node.mark)
            return nil
        }
        return tokenizer
    }
}
