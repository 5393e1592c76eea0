import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe

struct RunCommand: ParsableCommand, RankedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Fits the model or loads it from the cache, generates tunes and exports them.",
        discussion: "Prints the paths of the exported files, one per line.")

    @OptionGroup var options: RunOptions
    @OptionGroup var page: PageOptions

    func run() throws {
        try Session(options).run { muse, recipe, observer in
            try muse.run(
                recipe, out: options.out, refit: options.refit, threads: options.threads,
                tensorBoard: options.tensorBoard, writesPage: !page.noPage, observer: observer)
        }
    }
}

struct GenerateCommand: ParsableCommand, RankedCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Generates and exports tunes with a model that is already fitted.")

    @OptionGroup var options: RunOptions
    @OptionGroup var page: PageOptions

    func run() throws {
        try Session(options).run { muse, recipe, observer in
            try muse.runFitted(
                recipe, out: options.out, threads: options.threads, tensorBoard: options.tensorBoard,
                writesPage: !page.noPage,
                observer: observer)
        }
    }
}

struct FitCommand: ParsableCommand, RankedCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Fits the model and copies it to the run's folder.")

    @OptionGroup var options: RunOptions

    func run() throws {
        Interrupt.listen()
        let muse = try Muse.installed(options.source.plugins.observer())
        for recipe in try options.source.recipes(muse, isQuiet: options.quiet) {
            let observer = TerminalObserver(isQuiet: options.quiet).observer
            try Terminal.output(
                line: muse.fitIntoRunFolder(
                    recipe, out: options.out, refit: options.refit, tensorBoard: options.tensorBoard,
                    observer: observer))
        }
    }
}

/// One call of `run` or `generate`: runs all variants of a recipe in turn.
private struct Session {
    let options: RunOptions

    init(_ options: RunOptions) { self.options = options }

    func run(_ make: (Muse, Recipe, RunObserver) throws -> RunResult) throws {
        Interrupt.listen()
        let muse = try Muse.installed(options.source.plugins.observer())
        let recipes = try options.source.recipes(muse, isQuiet: options.quiet)
        var table = SweepTable()
        var results: [(recipe: Recipe, result: RunResult)] = []
        var first: Score?
        for recipe in recipes {
            if !recipe.label.isEmpty, !options.quiet { Terminal.say("\n\(recipe.label)") }
            let terminal = TerminalObserver(isQuiet: options.quiet, bestOf: recipe.bestOf)
            let result = Result { try make(muse, recipe, terminal.observer) }
            // Also after Ctrl-C: the finished tunes have been written.
            for path in terminal.paths { try Terminal.output(line: path) }
            let run = try result.get()
            table.add(recipe, run)
            first = first ?? run.tunes.first?.score
            results.append((recipe, run))
        }
        let report = try muse.writeSweepReport(results)
        if let report, !options.quiet { Terminal.say("report: \(report)") }
        if recipes.count > 1, !options.quiet { Terminal.say("\n\(table.text)") }
        if let first, let last = results.last?.result, Terminal.outputIsTerminal, !options.quiet {
            try show(first, last.folder)
        }
    }

    /// Shows a tune and the run's folder on the terminal.
    private func show(_ score: Score, _ folder: String) throws {
        let exporter = try Registries.builtIn.exporters.makeDefault("abc")
        let text = String(decoding: try exporter.write([score], provenance: nil), as: UTF8.self)
        let body = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("%") }
        Terminal.say("\n\(body.joined(separator: "\n"))\nAll tunes and the model are in \(folder)")
    }
}
