import MuseCorpus
import MuseMusic
import MuseNotation
import MuseProtocols
import MuseRecipe
import MuseStorage

extension Muse {
    /// Writes a commented recipe around the tunes of files, or around those that ship with muse.
    ///
    /// The tunes decide what fits: the most frequent rhythm, meter, key and form, the range, and the model. The recipe
    /// passes the check.
    ///
    /// - Parameters:
    ///   - path: where the recipe will be; paths in it are relative to this file's folder.
    ///   - shipped: the tunes and models that ship with muse.
    /// - Throws: `MuseError.use` if no tune has the rhythm, or if no files are named and none found;
    ///   `MuseError.data` for tunes without notes; the errors of `musicFiles` and `readMusic`; `RecipeErrors` if no
    ///   recipe for these files passes the check.
    public func draft(_ answers: RecipeAnswers, for path: String, shipped: ShippedFiles = .none) throws -> String {
        guard let corpus = answers.files.isEmpty ? shipped.corpus.map({ [$0] }) : answers.files else {
            throw MuseError.use("the tunes that ship with muse are not beside this program: name files to learn from")
        }
        if let path = corpus.first(where: { $0 == "-" || $0.hasPrefix("@") && !Files.exists($0) }) {
            throw MuseError.use("a recipe names files, folders and patterns, not '\(path)'")
        }
        let scores = try tunes(in: corpus)
        let generator = DraftGenerator(
            answers.model, tuneCount: answers.files.isEmpty ? nil : scores.count, shipped: shipped)
        let folder = parentFolder(of: path)
        let learned = try Self.selection(scores, answers, generator)
        var draft = RecipeDraft(
            generator, learned: learned, wanted: Self.wanted(learned), tuneCount: scores.count,
            files: corpus.map { answers.files.isEmpty || !$0.hasPrefix("/") ? Files.relative($0, to: folder) : $0 },
            modelPath: generator.folder.map { Files.relative($0, to: folder) }, title: answers.title,
            count: answers.count, meanings: DraftMeanings(registries: try components()), fileName: Files.name(path))
        try check(&draft, path)
        return draft.text
    }

    /// The tunes with notes of all files, as notation.
    private func tunes(in paths: [String]) throws -> [Score] {
        var scores: [Score] = []
        try readMusic(musicFiles(paths)) { scores += try $0.file.get().scores }
        scores.removeAll { $0.parts.allSatisfy { $0.notes.isEmpty } }
        if scores.isEmpty { throw MuseError.data("there are no notes to learn from in \(list(paths))") }
        return try concurrentMap(scores) { $0.notatedIfPerformed() }
    }

    private func list(_ paths: [String]) -> String {
        paths.count > 3 ? "\(paths.count) files" : paths.map { "'\(printable($0))'" }.joined(separator: ", ")
    }

    /// The tunes to learn from.
    private static func selection(
        _ scores: [Score], _ answers: RecipeAnswers, _ generator: DraftGenerator
    ) throws -> TuneSelection {
        var selection = TuneSelection(scores)
        if let asked = answers.rhythm {
            selection.keep(.rhythm, Rhythm.normalized(asked))
            guard !selection.conditions.isEmpty else {
                let known = HeaderFilter.Field.rhythm.counts(in: scores)
                let nearest = nearestName(to: asked, in: known.map(\.value)).map { "; did you mean '\($0)'?" }
                let list = known.prefix(8).map { "\($0.value) (\($0.count))" }.joined(separator: ", ")
                throw MuseError.use(
                    "none of the \(scores.count) tunes is a '\(printable(asked))'"
                        + (nearest ?? "; rhythms in the files: \(list)"))
            }
        }
        // A network learns from all kinds of tunes at once, because their headers tell it which they are.
        if generator.followsConditions { return selection }
        if answers.rhythm == nil, let rhythm = selection.rhythm { selection.keep(.rhythm, rhythm) }
        if let meter = selection.meter { selection.keep(.meter, meter.inABC) }
        if let mode = selection.key?.mode { selection.keep(.mode, mode.rawValue, atLeast: 20) }
        return selection
    }

    /// The tunes that the new ones should be like: those of the most frequent rhythm and meter.
    private static func wanted(_ learned: TuneSelection) -> TuneSelection {
        var wanted = learned
        if let rhythm = wanted.rhythm { wanted.keep(.rhythm, rhythm) }
        if let meter = wanted.meter { wanted.keep(.meter, meter.inABC) }
        return wanted
    }

    /// Checks the recipe, and leaves out demands that its tokenizer cannot express: unusual meters, rhythms, keys.
    private func check(_ draft: inout RecipeDraft, _ path: String) throws {
        let components = try components()
        let corpusFiles = CorpusFiles(read: readFile)
        while true {
            do {
                let document = try RecipeDocument(Array(draft.text.utf8), path: path, pluginFiles: plugins.files)
                _ = try document.recipes(components, corpusFiles: corpusFiles)
                return
            } catch let error as RecipeErrors {
                // One at a time: leaving out an item changes the numbers of those after it.
                guard error.errors.contains(where: { draft.leaveOut($0.path) }) else { throw error }
            }
        }
    }
}

extension Meter {
    /// As written in ABC: `C|`, `6/8`.
    var inABC: String {
        switch symbol {
        case .cut: "C|"
        case .common: "C"
        case .numeric: description
        }
    }
}
