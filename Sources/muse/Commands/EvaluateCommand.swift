import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

struct EvaluateCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Evaluates the tunes of files, or of a recipe: rules, features, novelty, valid bars.",
        discussion: """
            Compares the tunes with the files of --against. Without it, a recipe's tunes are compared with its corpus. \
            The exit code is 65 if a recipe's tunes do not all satisfy the recipe.
            """)

    @Argument(help: "Music files, or one recipe.") var files: [FilePaths]
    @Option(help: "A file of reference tunes; can be repeated.") var against: [String] = []
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Prints JSON, one object per line.") var json = false
    @Option(help: ArgumentHelp("Writes charts of the results to an HTML page too.", valueName: "out.html"))
    var report: String?
    @Option(name: .customLong("set"), help: ArgumentHelp("Changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []
    @Option(help: "Replaces the recipe's seed.") var seed: String?
    @Option(help: "Replaces the recipe's number of tunes.") var count: String?
    @Flag(help: "Prints only errors on standard error.") var quiet = false
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        Interrupt.listen()
        let muse = try Muse.installed(plugins.observer())
        let reference = try tunes(of: against, muse)
        let inputs = files.paths
        guard inputs[0].hasSuffix(".yaml") || inputs[0].hasSuffix(".yml") else {
            if !overrides.isEmpty || seed != nil || count != nil {
                throw MuseError.use("--set, --seed and --count need a recipe; '\(printable(inputs[0]))' is not one")
            }
            let evaluated = try muse.evaluate(tunes(of: inputs, muse), against: reference)
            return try write(evaluated, title: inputs.count == 1 ? Files.name(inputs[0]) : "\(inputs.count) files")
        }
        guard inputs.count == 1 else { throw MuseError.use("only one recipe can be evaluated at a time") }
        if reading.importer != nil, against.isEmpty {
            throw MuseError.use("--importer needs music files; a recipe sets corpus.importer")
        }
        var source = RecipeOptions()
        (source.recipe, source.overrides, source.seed, source.count) = (inputs[0], overrides, seed, count)
        var unmet: [String] = []
        let recipes = try source.recipes(muse, isQuiet: quiet)
        if report != nil, recipes.count > 1 {
            throw MuseError.use(
                "--report shows one recipe, and '\(printable(inputs[0]))' has \(recipes.count) variants")
        }
        for recipe in recipes {
            if !recipe.label.isEmpty, !json { try Terminal.output(line: recipe.label) }
            let observer = TerminalObserver(isQuiet: quiet, bestOf: recipe.bestOf).observer
            let evaluated = try muse.evaluate(recipe, against: reference, observer: observer)
            try write(evaluated, title: recipe.title ?? recipe.name)
            unmet += evaluated.unmetDemands
        }
        if !unmet.isEmpty {
            throw MuseError.data("not all tunes satisfy the recipe: \(unmet.joined(separator: ", "))")
        }
    }

    private func tunes(of files: [String], _ muse: Muse) throws -> [NamedTune] {
        let files = try muse.musicFiles(files, importer: reading.importer)
        var failures = FileFailures(fileCount: files.count)
        var tunes: [NamedTune] = []
        try muse.readMusic(files, importer: reading.importer) { reading in
            tunes += try failures.tunes(of: reading).map {
                let title = $0.score.header.title
                return NamedTune(name: title.isEmpty ? reading.path : title, score: $0.score)
            }
        }
        try failures.end()
        return tunes
    }

    private func write(_ evaluated: EvaluationReport, title: String) throws {
        if let report { try AtomicFile.write(Array(evaluated.html(title: title).utf8), to: report) }
        if json {
            try Terminal.output(try evaluated.json.bytes() + [0x0A])
        } else {
            try Terminal.output(line: evaluated.text)
        }
    }
}
