import ArgumentParser
import MuseExport
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Fits (or reuses the fitted model), generates and exports.",
        discussion: "The written paths go to standard output, one a line.")

    @OptionGroup var options: RunOptions

    func run() throws {
        try Session(options).run { recipe, quiet in
            try Fitting(recipe: recipe, isQuiet: quiet).learned(out: options.out, refit: options.refit)
        }
    }
}

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generates and exports with a model that is fitted already.")

    @OptionGroup var options: RunOptions

    func run() throws {
        try Session(options).run { recipe, quiet in
            guard let learned = try Fitting(recipe: recipe, isQuiet: quiet).fittedBefore(out: options.out) else {
                throw WrongData(
                    "nothing is fitted for this recipe; run 'muse fit \(options.source.recipe)' first, or 'muse run' for both"
                )
            }
            return learned
        }
    }
}

struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Learns from the corpus and leaves the model in the run's folder.")

    @OptionGroup var options: RunOptions

    func run() throws {
        Interrupt.listen()
        for recipe in try options.source.recipes(isQuiet: options.quiet) {
            let learned = try Fitting(recipe: recipe, isQuiet: options.quiet).learned(
                out: options.out, refit: options.refit)
            let folder = try RunFolder(recipe, learned, out: options.out)
            try folder.writeModel()
            try Terminal.output(line: "\(folder.path)/model")
        }
    }
}

/// One call of `run` or `generate`: all variants of a recipe, one after another.
struct Session {
    let options: RunOptions

    init(_ options: RunOptions) { self.options = options }

    func run(learn: (Recipe, Bool) throws -> Learned) throws {
        Interrupt.listen()
        let recipes = try options.source.recipes(isQuiet: options.quiet)
        var table = SweepTable()
        var first: Score?
        var folder = ""
        for recipe in recipes {
            if !recipe.label.isEmpty, !options.quiet { Terminal.say("\n\(recipe.label)") }
            let learned = try learn(recipe, options.quiet)
            if let lock = recipe.lock, let hash = lock.modelHash, hash != learned.record.weightsHash {
                throw WrongData("fitting gives another model than the one the lock was written for")
            }
            let generating = Generating(
                recipe: recipe, model: learned.model, isQuiet: options.quiet, threads: options.threads)
            let (tunes, stopped) = try generating.tunes()
            let run = try RunFolder(recipe, learned, out: options.out)
            for path in try run.write(tunes) { try Terminal.output(line: path) }
            if let stopped { throw stopped }
            table.add(recipe, learned, tunes)
            first = first ?? tunes.first?.score
            folder = run.path
        }
        if recipes.count > 1, !options.quiet { Terminal.say("\n\(table.text)") }
        if let first, Terminal.outputIsTerminal, !options.quiet { try show(first, folder) }
    }

    /// The first tune, as a person at a terminal wants to see it.
    private func show(_ score: Score, _ folder: String) throws {
        let exporter = try Registry<any Exporter>.builtIn.make("abc")
        let text = String(decoding: try exporter.write([score], provenance: nil), as: UTF8.self)
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("%") }
        Terminal.say("\n\(body.joined(separator: "\n"))\nAll tunes and the model are in \(folder)")
    }
}
