import MuseCorpus
public import MuseRecipe
import MuseStorage

/// What a whole run left.
public struct RunResult: Sendable {
    /// Holds the exported files, `model`, `metrics.jsonl` and `recipe.lock.yaml`.
    public let folder: String
    public let model: FittedModel
    public let tunes: [GeneratedTune]
    /// The exported files.
    public let files: [String]
}

extension Muse {
    /// Fits (or reuses the fitted model), generates, and writes everything into the run's folder.
    ///
    /// - Parameters:
    ///   - out: the run's folder; nil for `runs/NAME-HASH`.
    ///   - refit: even where a fitted model is cached.
    ///   - threads: tunes made at the same time; nil for one a processor. The tunes are the same with any number.
    /// - Throws: what `fit`, `generate` and `export` throw. After `Interrupted` the finished tunes are written.
    public func run(
        _ recipe: Recipe, out: String? = nil, refit: Bool = false, threads: Int? = nil,
        observer: RunObserver = .silent
    ) throws -> RunResult {
        let context = self.context(recipe, observer)
        try WritableFolder.check(try RunFolder.path(recipe, context.corpus.hashes(), out: out))
        let fitted = try Fitting(context).model(out: out, refit: refit)
        return try finish(context, fitted, out: out, threads: threads)
    }

    /// Generates with the model that is fitted already, and writes everything into the run's folder.
    ///
    /// - Throws: `MuseError` where nothing is fitted; else as `run`.
    public func runFitted(
        _ recipe: Recipe, out: String? = nil, threads: Int? = nil, observer: RunObserver = .silent
    ) throws -> RunResult {
        let context = self.context(recipe, observer)
        guard let fitted = try Fitting(context).modelFittedBefore(out: out) else {
            throw MuseError.data(
                "no model is fitted for the recipe '\(recipe.name)'; 'muse fit' fits one, 'muse run' does both")
        }
        return try finish(context, fitted, out: out, threads: threads)
    }

    /// Fits the recipe's model, or takes it from the cache; fine-tunes it where the recipe asks.
    ///
    /// - Parameter out: a run's folder, into whose `model` it is copied too; nil for none.
    /// - Throws: `RecipeErrors` for a corpus that cannot be read or has no tune left; `FitError`; `StorageError`;
    ///   `FileError`; `CancellationError`, after which a later call goes on from the last checkpoint.
    public func fit(
        _ recipe: Recipe, out: String? = nil, refit: Bool = false, observer: RunObserver = .silent
    ) throws -> FittedModel {
        let context = self.context(recipe, observer)
        if let out { try WritableFolder.check(out) }
        let fitted = try Fitting(context).model(out: out, refit: refit)
        if let out { try RunFolder(context, fitted, out: out).writeModel() }
        return fitted
    }

    /// Fits as `fit` does and leaves the model in the run's folder.
    ///
    /// - Returns: the folder of the model.
    public func fitIntoRunFolder(
        _ recipe: Recipe, out: String? = nil, refit: Bool = false, observer: RunObserver = .silent
    ) throws -> String {
        let context = self.context(recipe, observer)
        try WritableFolder.check(try RunFolder.path(recipe, context.corpus.hashes(), out: out))
        let folder = try RunFolder(context, Fitting(context).model(out: out, refit: refit), out: out)
        try folder.writeModel()
        return "\(folder.path)/model"
    }

    /// The recipe's tunes, in order; each is reported as soon as it and all before it are finished.
    ///
    /// - Throws: `Interrupted` with the finished tunes, where the observer cancels or a plug-in fails; `MuseError` for
    ///   a template that leaves no room; `RecipeErrors` for a corpus that a rule needs and that cannot be read.
    public func generate(
        _ recipe: Recipe, with fitted: FittedModel, threads: Int? = nil, observer: RunObserver = .silent
    ) throws -> [GeneratedTune] {
        try Generating(context(recipe, observer), fitted.model, threads: threads).tunes()
    }

    /// Writes tunes by the recipe's exporters, with the model, `metrics.jsonl` and `recipe.lock.yaml`.
    ///
    /// - Parameter folder: made where it is missing; nil for `runs/NAME-HASH`.
    /// - Returns: the paths of the exported files.
    /// - Throws: `ExportError`; `FileError`.
    public func export(
        _ tunes: [GeneratedTune], of recipe: Recipe, with fitted: FittedModel, to folder: String? = nil,
        observer: RunObserver = .silent
    ) throws -> [String] {
        try RunFolder(context(recipe, observer), fitted, out: folder).write(tunes)
    }

    private func finish(
        _ context: RunContext, _ fitted: FittedModel, out: String?, threads: Int?
    ) throws -> RunResult {
        if let hash = context.recipe.lock?.modelHash, let own = fitted.weightsHash, hash != own {
            throw MuseError.data("fitting gives another model than the one the lock was written for")
        }
        let folder = try RunFolder(context, fitted, out: out)
        let tunes: [GeneratedTune]
        do {
            tunes = try Generating(context, fitted.model, threads: threads).tunes()
        } catch let stopped as Interrupted {
            _ = try folder.write(stopped.finished)
            throw stopped
        }
        return RunResult(folder: folder.path, model: fitted, tunes: tunes, files: try folder.write(tunes))
    }
}
