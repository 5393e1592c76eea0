import MuseCorpus
import MuseProtocols
public import MuseRecipe
import MuseStorage

/// The result of a run.
public struct RunResult: Sendable {
    /// The run's folder, with the exported files, `model`, `metrics.jsonl` and `recipe.lock.yaml`.
    public let folder: String
    public let model: FittedModel
    public let tunes: [GeneratedTune]
    /// The paths of the exported files.
    public let files: [String]
}

extension Muse {
    /// Fits the recipe's model or loads it from the cache, generates tunes, and writes everything to the run's folder.
    ///
    /// - Parameters:
    ///   - out: the run's folder; nil for `runs/NAME-HASH`.
    ///   - refit: whether to fit even if a fitted model is cached.
    ///   - threads: the number of threads that generate; nil for one per processor. It does not affect the tunes.
    ///   - tensorBoard: whether to write a TensorBoard event file to the run's folder, during training.
    ///   - writesPage: whether the folder gets `index.html`, a page that shows and plays the tunes. It names the
    ///     nearest tune of the corpus, for which the corpus is read even if the model is cached.
    /// - Throws: errors of `fit`, `generate` and `export`. Before `Interrupted` is thrown, finished tunes are written.
    public func run(
        _ recipe: Recipe, out: String? = nil, refit: Bool = false, threads: Int? = nil, tensorBoard: Bool = false,
        writesPage: Bool = true,
        observer: RunObserver = .silent
    ) throws -> RunResult {
        let (context, log) = try logged(recipe, out: out, tensorBoard: tensorBoard, observer)
        try checkWritable(context, out: out)
        let fitted = try Fitting(context).model(out: out, refit: refit)
        return try finish(context.with(fitted), fitted, log, out: out, threads: threads, writesPage: writesPage)
    }

    /// Generates with a model that is already fitted, and writes everything to the run's folder.
    ///
    /// - Throws: `MuseError` if no model is fitted; otherwise like `run`.
    public func runFitted(
        _ recipe: Recipe, out: String? = nil, threads: Int? = nil, tensorBoard: Bool = false, writesPage: Bool = true,
        observer: RunObserver = .silent
    ) throws -> RunResult {
        let (context, log) = try logged(recipe, out: out, tensorBoard: tensorBoard, observer)
        guard let fitted = try Fitting(context).existingModel(out: out) else {
            throw MuseError.data(
                "no model is fitted for the recipe '\(recipe.name)': use 'muse fit' first, or 'muse run' for both")
        }
        return try finish(context.with(fitted), fitted, log, out: out, threads: threads, writesPage: writesPage)
    }

    /// Fits the recipe's model or loads it from the cache, and fine-tunes it if the recipe asks for it.
    ///
    /// - Parameter refit: whether to fit even if a fitted model is cached.
    /// - Throws: `RecipeErrors` for a corpus that cannot be read or has no tunes left; `FitError`; `StorageError`;
    ///   `FileError`; `CancellationError`, after which the next call resumes from the last checkpoint.
    public func fit(
        _ recipe: Recipe, refit: Bool = false, observer: RunObserver = .silent
    ) throws -> FittedModel {
        try Fitting(context(recipe, observer)).model(out: nil, refit: refit)
    }

    /// Fits like `fit`, and copies the model to the run's folder.
    ///
    /// - Returns: the model's folder.
    public func fitIntoRunFolder(
        _ recipe: Recipe, out: String? = nil, refit: Bool = false, tensorBoard: Bool = false,
        observer: RunObserver = .silent
    ) throws -> String {
        let (context, log) = try logged(recipe, out: out, tensorBoard: tensorBoard, observer)
        try checkWritable(context, out: out)
        let fitted = try Fitting(context).model(out: out, refit: refit)
        let folder = try RunFolder(context.with(fitted), fitted, out: out)
        if communicator.isFirst { try folder.writeModel() }
        try finish(log, folder.fitted.model, context)
        return "\(folder.path)/model"
    }

    /// Generates the recipe's tunes, in order. Each is reported as soon as it and all before it are finished.
    ///
    /// - Throws: `Interrupted` with the finished tunes if the observer cancels or a plug-in fails; `MuseError` if a
    ///   template leaves too few tokens for its gaps; `RecipeErrors` if a rule needs a corpus that cannot be read.
    public func generate(
        _ recipe: Recipe, with fitted: FittedModel, threads: Int? = nil, observer: RunObserver = .silent
    ) throws -> [GeneratedTune] {
        try Generating(context(recipe, observer).with(fitted), fitted.model, threads: threads).tunes()
    }

    /// Writes tunes with the recipe's exporters, and the model, `metrics.jsonl`, `recipe.lock.yaml` and `index.html`.
    ///
    /// - Parameters:
    ///   - folder: created if it does not exist; nil for `runs/NAME-HASH`.
    ///   - writesPage: as for `run`.
    /// - Returns: the paths of the exported files.
    /// - Throws: `ExportError`; `FileError`.
    public func export(
        _ tunes: [GeneratedTune], of recipe: Recipe, with fitted: FittedModel, to folder: String? = nil,
        writesPage: Bool = true, observer: RunObserver = .silent
    ) throws -> [String] {
        try RunFolder(context(recipe, observer).with(fitted), fitted, out: folder, writesPage: writesPage).write(tunes)
    }

    /// The context of a run, with its event file if it has one.
    private func logged(
        _ recipe: Recipe, out: String?, tensorBoard: Bool, _ observer: RunObserver
    ) throws -> (RunContext, EventLog?) {
        let context = self.context(recipe, observer)
        let log =
            try tensorBoard && communicator.isFirst
            ? EventLog(folder: RunFolder.path(recipe, context.corpusHashes(), out: out), rewards: recipe.rewardNames)
            : nil
        return (context.logging(to: log), log)
    }

    /// Checks before long work that the run's folder can be written.
    private func checkWritable(_ context: RunContext, out: String?) throws {
        let folder = try RunFolder.path(context.recipe, context.corpusHashes(), out: out)
        if communicator.isFirst { try WritableFolder.check(folder) }
    }

    private func finish(_ log: EventLog?, _ model: any Model, _ context: RunContext) throws {
        guard let log, try !log.finish(model) else { return }
        context.reporter.remark("tensorboard: nothing to show, because this model is not trained in steps")
    }

    private func finish(
        _ context: RunContext, _ fitted: FittedModel, _ log: EventLog?, out: String?, threads: Int?, writesPage: Bool
    ) throws -> RunResult {
        if let hash = context.recipe.lock?.modelHash, let fittedHash = fitted.weightsHash, hash != fittedHash {
            throw MuseError.data("the fitted model differs from the one that the lock was written for")
        }
        let folder = try RunFolder(context, fitted, out: out, writesPage: writesPage)
        try finish(log, fitted.model, context)
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
