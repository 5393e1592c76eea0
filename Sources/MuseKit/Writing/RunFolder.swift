import MuseExport
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The folder of a run's results: exported files, model, metrics and lock.
struct RunFolder {
    let context: RunContext
    let fitted: FittedModel
    let path: String
    let writesPage: Bool
    private var recipe: Recipe { context.recipe }
    private var forms: TuneForms { TuneForms(recipe: recipe) }

    /// - Parameter writesPage: whether `write` adds `index.html`.
    init(_ context: RunContext, _ fitted: FittedModel, out: String?, writesPage: Bool = true) throws {
        self.writesPage = writesPage
        self.context = context
        self.fitted = fitted
        path = try Self.path(context.recipe, fitted.corpusHashes, out: out)
    }

    /// The path of a run's folder.
    ///
    /// - Parameter out: the requested folder; nil for `runs/NAME-HASH`.
    static func path(_ recipe: Recipe, _ corpusHashes: [String], out: String?) throws -> String {
        let folder = try out ?? "runs/\(recipe.name)-\(recipe.runHash(corpusHashes).prefix(8))"
        // Each variant of a sweep has its own subfolder.
        return recipe.label.isEmpty ? folder : "\(folder)/\(folderName(recipe.label))"
    }

    /// Copies the model, so that the folder does not depend on the cache.
    func writeModel() throws {
        let folder = "\(path)/model"
        guard let source = fitted.folder else {
            try ModelFolder.write(fitted.record, to: folder)
            return
        }
        try ModelFolder.copy(source, to: folder)
    }

    /// Writes all files of a run, each atomically. Only rank 0 does.
    ///
    /// - Returns: the paths of the exported files.
    /// - Throws: the error of an exporter that runs programs after everything else is written.
    func write(_ tunes: [GeneratedTune]) throws -> [String] {
        guard context.communicator.isFirst else { return [] }
        return try context.reporter.stage(.writing) { _ in
            try writeModel()
            let provenance = Provenance(
                recipe: recipe.name, title: recipe.title, seed: recipe.seed,
                hash: try recipe.runHash(fitted.corpusHashes), version: Muse.version)
            if recipe.exports.contains(where: { $0.exporter.scoreForm != .written }) {
                for remark in forms.remarks(on: tunes) { context.reporter.warn(remark) }
            }
            var written: [String] = []
            for item in recipe.exports where !item.exporter.runsPrograms {
                written += try export(tunes, item, provenance)
            }
            try AtomicFile.write(
                Metrics(recipe, fitted.model, tunes).lines(), to: "\(path)/metrics.jsonl")
            let lockText = try lockText()
            try AtomicFile.write(Array(lockText.utf8), to: "\(path)/\(Lock.fileName)")
            var failures: [any Error] = []
            // Who interrupts a run does not wait for programs.
            for item in recipe.exports where item.exporter.runsPrograms && !context.reporter.isCancelled() {
                do { written += try export(tunes, item, provenance) } catch { failures.append(error) }
            }
            try writeReport(tunes)
            if writesPage, !tunes.isEmpty, !context.reporter.isCancelled() {
                let page = "\(path)/\(RunPage.fileName)"
                try AtomicFile.write(RunPage(context, tunes, provenance, lockText: lockText).html(), to: page)
                context.reporter.send(.wroteFile(path: page))
                written.append(page)
            }
            // Several exporters often lack the same program.
            for failure in failures.dropFirst() where "\(failure)" != "\(failures[0])" {
                context.reporter.warn("\(failure)")
            }
            if let failure = failures.first { throw failure }
            return written
        }
    }

    private func writeReport(_ tunes: [GeneratedTune]) throws {
        guard let html = try RunReport(context, fitted, tunes).html() else { return }
        let path = "\(path)/\(RunReport.fileName)"
        try AtomicFile.write(Array(html.utf8), to: path)
        context.reporter.remark("report: \(path)")
    }

    private func lockText() throws -> String {
        let lock = Lock(
            museVersion: Muse.version, recipeName: recipe.name, corpusHashes: fitted.corpusHashes,
            vocabularyHash: recipe.tokenizer.vocabulary.hash, modelHash: fitted.weightsHash,
            decisions: fitted.model.decisions,
            plugins: try Dictionary(
                uniqueKeysWithValues: recipe.plugins.map {
                    ($0.id, LockedPlugin(version: $0.version, hash: try $0.digest()))
                }))
        return recipe.lockText(lock, paths: .relative(toFolder: path))
    }

    /// Writes the files of an exporter, and reports them.
    private func export(_ tunes: [GeneratedTune], _ export: Recipe.Export, _ provenance: Provenance) throws -> [String]
    {
        let (folder, exporter, isCancelled) = (path, export.exporter, context.reporter.isCancelled)
        let forms = forms
        let files = export.files(of: tunes).filter { !$0.tunes.isEmpty }
        let written = try concurrentMap(files) { (name, tunes) throws -> [String] in
            let scores =
                exporter.holdsManyTunes || tunes.count == 1
                ? tunes.map { forms.score($0, as: exporter.scoreForm) }
                : [forms.set(tunes, as: exporter.scoreForm)]
            let first = "\(folder)/\(name)"
            try createDirectories(parentFolder(of: first))
            return try exporter.files(scores, provenance: provenance, isCancelled: isCancelled).map { file in
                let path = file.path(besides: first)
                try AtomicFile.write(file.bytes, to: path)
                return path
            }
        }.flatMap { $0 }
        for path in written { context.reporter.send(.wroteFile(path: path)) }
        return written
    }

    /// A variant's label, `generator.order=2 sampler.0.value=0.8`, as a folder name.
    private static func folderName(_ label: String) -> String {
        String(label.map { $0 == "/" || $0 == " " || !$0.isASCII ? "_" : $0 })
    }
}

extension Recipe.Export {
    /// The files that it writes: the path of each, and its tunes.
    fileprivate func files(of tunes: [GeneratedTune]) -> [(path: String, tunes: [GeneratedTune])] {
        if hasFilePerTune { return tunes.map { (path(forTune: $0.number, ofSet: $0.set ?? 1), [$0]) } }
        guard hasFilePerSet else { return [(path, tunes)] }
        return Set(tunes.compactMap(\.set)).sorted().map { set in
            (path(forTune: 1, ofSet: set), tunes.filter { $0.set == set })
        }
    }
}
