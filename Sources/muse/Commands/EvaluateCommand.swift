import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures the tunes of files, or those that a recipe makes: rules, features, novelty, right bars.",
        discussion: """
            A recipe's tunes are held against its corpus, those of files against the files named by --against. Where a \
            tune of a recipe is not what the recipe asks for, the exit code is 65.
            """)

    @Argument(help: "Music files, or one recipe.") var inputs: [String]
    @Option(help: "A file of reference tunes; may be given several times.") var against: [String] = []
    @Flag(help: "Prints JSON, an object a line.") var json = false
    @Option(name: .customLong("set"), help: ArgumentHelp("Changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []
    @Option(help: "Instead of the recipe's seed.") var seed: String?
    @Option(help: "Instead of the recipe's number of tunes.") var count: String?
    @Flag(help: "Prints only errors on standard error.") var quiet = false

    private var isRecipe: Bool { inputs[0].hasSuffix(".yaml") || inputs[0].hasSuffix(".yml") }

    func run() throws {
        Interrupt.listen()
        let muse = Muse.installed()
        let reference = try tunes(of: against, muse)
        guard isRecipe else {
            if !overrides.isEmpty || seed != nil || count != nil {
                throw MuseError.use("--set, --seed and --count change a recipe, and '\(printable(inputs[0]))' is none")
            }
            return try write(muse.evaluate(tunes(of: inputs, muse), against: reference))
        }
        guard inputs.count == 1 else { throw MuseError.use("one recipe is evaluated at a time") }
        var source = RecipeOptions()
        (source.recipe, source.overrides, source.seed, source.count) = (inputs[0], overrides, seed, count)
        var breaches: [String] = []
        for recipe in try source.recipes(muse, isQuiet: quiet) {
            if !recipe.label.isEmpty, !json { try Terminal.output(line: recipe.label) }
            let observer = TerminalObserver(isQuiet: quiet, bestOf: recipe.bestOf).observer
            let report = try muse.evaluate(recipe, against: reference, observer: observer)
            try write(report)
            breaches += report.breaches
        }
        if !breaches.isEmpty {
            throw MuseError.data("not every tune is what was asked for: \(breaches.joined(separator: ", "))")
        }
    }

    private func tunes(of files: [String], _ muse: Muse) throws -> [NamedTune] {
        try files.flatMap { file in
            try muse.scores(of: file).map {
                NamedTune(name: $0.header.title.isEmpty ? file : $0.header.title, score: $0)
            }
        }
    }

    private func write(_ report: EvaluationReport) throws {
        if json {
            try Terminal.output(try report.json.bytes() + [0x0A])
        } else {
            try Terminal.output(line: report.text)
        }
    }
}
