import MuseCorpus
import MuseProtocols
import MuseRecipe

/// Checks that a lock is run with the corpus, plug-ins and vocabulary that it was written for.
struct LockCheck {
    let context: RunContext

    init(_ context: RunContext) { self.context = context }

    /// - Parameter hashes: SHA-256 of each corpus file.
    /// - Throws: `RecipeErrors` if the lock was written for something else; errors of testing a new plug-in.
    func verify(_ hashes: [String]) throws {
        let recipe = context.recipe
        // Finds a faulty plug-in before long work, not after it.
        for plugin in recipe.plugins { try context.plugins.checkBeforeUse(plugin, context.reporter) }
        guard let lock = recipe.lock else { return }
        for (file, (now, then)) in zip(recipe.corpus.files, zip(hashes, lock.corpusHashes)) where now != then {
            throw refusal("'\(file.path)' has changed since the run that wrote this lock", "lock.corpus")
        }
        if hashes.count != lock.corpusHashes.count {
            throw refusal("the corpus has \(hashes.count) files, the lock \(lock.corpusHashes.count)", "lock.corpus")
        }
        for plugin in recipe.plugins {
            let locked = lock.plugins[plugin.id]
            if try locked?.hash == plugin.digest() { continue }
            let then = locked?.version.map { " (\($0))" } ?? ""
            throw refusal(
                "the plug-in '\(plugin.id)' \(plugin.version) in \(plugin.folder) differs from the one in the run that "
                    + "wrote this lock\(then)", "lock.plugins")
        }
        if !recipe.learnsTokens { try verifyVocabulary() }
        if lock.museVersion != Muse.version {
            context.reporter.warn("the lock was written by muse \(lock.museVersion), this is \(Muse.version)")
        }
    }

    /// - Throws: `RecipeErrors` if the lock was written with another vocabulary.
    func verifyVocabulary() throws {
        guard let lock = context.recipe.lock, lock.vocabularyHash != context.recipe.tokenizer.vocabulary.hash else {
            return
        }
        throw refusal(
            "the tokenizer's vocabulary differs from that of muse \(lock.museVersion), which wrote this lock",
            "lock.vocabulary")
    }

    private func refusal(_ message: String, _ path: String) -> RecipeErrors {
        RecipeErrors([RecipeError(.conflict(message), path: path, at: context.recipe.resolved.mark)])
    }
}
