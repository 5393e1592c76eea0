import ArgumentParser
import MuseEvaluation
import MuseImport
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
    @Flag(help: "Says nothing on standard error but mistakes.") var quiet = false

    private var isRecipe: Bool { inputs[0].hasSuffix(".yaml") || inputs[0].hasSuffix(".yml") }

    func run() throws {
        Interrupt.listen()
        let named = try tunes(of: against)
        guard isRecipe else {
            if !overrides.isEmpty || seed != nil || count != nil {
                throw WrongUse("--set, --seed and --count change a recipe, and '\(printable(inputs[0]))' is none")
            }
            let tunes = try tunes(of: inputs)
            let rules = try InstalledPlugins.registries().rules
            // One that has to be told something cannot be made from its name alone.
            let all = try rules.entries.filter { !$0.schema.settings.contains(where: \.isRequired) }
                .map { ($0.schema.name, try rules.make($0.schema.name)) }
            try write(EvaluationReport(evaluate(tunes, all, named), tunes, named))
            return
        }
        guard inputs.count == 1 else { throw WrongUse("one recipe is evaluated at a time") }
        var source = RecipeOptions()
        (source.recipe, source.overrides, source.seed, source.count) = (inputs[0], overrides, seed, count)
        var breaches: [String] = []
        for recipe in try source.recipes(isQuiet: quiet) {
            if !recipe.label.isEmpty, !json { try Terminal.output(line: recipe.label) }
            breaches += try evaluate(recipe, named)
        }
        if !breaches.isEmpty {
            throw WrongData("not every tune is what was asked for: \(breaches.joined(separator: ", "))")
        }
    }

    /// - Returns: what was asked for and not delivered.
    private func evaluate(_ recipe: Recipe, _ named: [NamedTune]) throws -> [String] {
        let learned = try Fitting(recipe: recipe, isQuiet: quiet).learned(out: nil, refit: false)
        let generating = Generating(recipe: recipe, model: learned.model, isQuiet: quiet, threads: nil)
        let (made, stopped) = try generating.tunes()
        if let stopped { throw stopped }
        let tunes = made.map { NamedTune(name: $0.score.header.title, score: $0.score) }
        let reference = try named.isEmpty ? recipe.corpusTunes() : named
        // Not those of plug-ins that the recipe does not name: measuring by them may take what is not there.
        let builtIn = Registry<any Rule>.builtIn
        let others = try builtIn.entries.map(\.schema.name).filter { name in
            !recipe.rules.contains { $0.type == name }
        }.map { ($0, try builtIn.make($0)) }
        let rules = recipe.rules.map { ($0.type, $0.rule) } + others
        var report = EvaluationReport(try evaluate(tunes, rules, reference), tunes, reference)
        report.deliveries = PlanAdherence.all(recipe.plan, tunes.map(\.score))
        report.bitsPerNote = learned.record.bitsPerNote
        report.space = try LatentSpaceStatistics(recipe, learned.model)
        try write(report)
        return report.deliveries.filter { !$0.isKept }.map { "\($0.what) (\($0.delivered) of \($0.count))" }
    }

    private func evaluate(_ tunes: [NamedTune], _ rules: [(String, any Rule)], _ reference: [NamedTune]) throws
        -> Evaluation
    {
        try Evaluation(
            tunes.map(\.score), rules: rules.map { (type: $0.0, rule: $0.1) }, reference: reference.map(\.score))
    }

    private func tunes(of files: [String]) throws -> [NamedTune] {
        try files.flatMap { file in
            try TuneFile(file).scores.map {
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

/// A tune and what to call it in a report.
struct NamedTune {
    let name: String
    let score: Score
}

extension EvaluationReport {
    init(_ evaluation: Evaluation, _ tunes: [NamedTune], _ reference: [NamedTune]) {
        self.init(evaluation: evaluation, names: tunes.map(\.name), referenceNames: reference.map(\.name))
    }
}
