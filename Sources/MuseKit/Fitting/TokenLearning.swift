import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseStorage

/// Learns the tokens of a recipe from its corpus.
struct TokenLearning {
    let context: RunContext

    init(_ context: RunContext) { self.context = context }

    /// The run with learned tokens; the same if its tokenizer learns none.
    func learned() throws -> RunContext {
        guard context.recipe.learnsTokens, let tokenizer = context.recipe.tokenizer.learned else { return context }
        let reporter = context.reporter
        let learned = try reporter.stage(.readingCorpus) { _ in
            try tokenizer.fitted(
                to: try context.corpus.tunes(.training).map(\.score), isCancelled: reporter.isCancelled)
        }
        let (before, after) = (tokenizer.vocabulary.count, learned.vocabulary.count)
        reporter.remark("vocabulary: \(after) tokens, \(after - before) of them merged from \(before)")
        return try context.with(tokens: learned)
    }
}

extension Recipe {
    /// The tokenizer with the tokens with which a stored model was fitted.
    ///
    /// - Throws: `StorageError` if they are missing or belong to other settings.
    func tokenizer(of record: ModelRecord) throws -> any Tokenizer {
        guard learnsTokens, let own = tokenizer.learned else { return tokenizer }
        guard let file = record.tokenizer else { throw StorageError("the model has no \(ModelFolder.tokenizerName)") }
        return try own.loading(file)
    }
}
