import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Fits (or reuses the fitted model), generates and exports.",
        discussion: "The written paths go to standard output, one a line.")

    @OptionGroup var options: RunOptions

    func run() throws {
        try Session(options).run { muse, recipe, observer in
            try muse.run(
                recipe, out: options.out, refit: options.refit, threads: options.threads, observer: observer)
        }
    }
}

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generates and exports with a model that is fitted already.")

    @OptionGroup var options: RunOptions

    func run() throws {
        try Session(options).run { muse, recipe, observer in
            try muse.runFitted(recipe, out: options.out, threads: options.threads, observer: observer)
        }
    }
}

struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Learns from the corpus and leaves the model in the run's folder.")

    @OptionGroup var options: RunOptions

    func run() throws {
        Interrupt.listen()
        let muse = Muse.installed()
        for recipe in try options.source.recipes(muse, isQuiet: options.quiet) {
            let observer = TerminalObserver(isQuiet: options.quiet).observer
            try Terminal.output(
                line: muse.fitIntoRunFolder(recipe, out: options.out, refit: options.refit, observer: observer))
        }
    }
}

/// One call of `run` or `generate`: all variants of a recipe, one after another.
private struct Session {
    let options: RunOptions

    init(_ options: RunOptions) { self.options = options }

    func run(_ make: (Muse, Recipe, RunObserver) throws -> RunResult) throws {
        Interrupt.listen()
        let muse = Muse.installed()
        let recipes = try options.source.recipes(muse, isQuiet: options.quiet)
        var table = SweepTable()
        var last: RunResult?
        var first: Score?
        for recipe in recipes {
            if !recipe.label.isEmpty, !options.quiet { Terminal.say("\n\(recipe.label)") }
            let terminal = TerminalObserver(isQuiet: options.quiet, bestOf: recipe.bestOf)
            let result = Result { try make(muse, recipe, terminal.observer) }
            // After Ctrl-C too: the finished tunes are written.
            for path in terminal.paths { try Terminal.output(line: path) }
            let run = try result.get()
            table.add(recipe, run)
            first = first ?? run.tunes.first?.score
            last = run
        }
        if recipes.count > 1, !options.quiet { Terminal.say("\n\(table.text)") }
        if let first, let last, Terminal.outputIsTerminal, !options.quiet { try show(first, last.folder) }
    }

    /// The first tune, as a person at a terminal wants to see it.
    private func show(_ score: Score, _ folder: String) throws {
        let exporter = try Registries.builtIn.exporters.makeDefault("abc")
        let text = String(decoding: try exporter.write([score], provenance: nil), as: UTF8.self)
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("%") }
        Terminal.say("\n\(body.joined(separator: "\n"))\nAll tunes and the model are in \(folder)")
    }
}
