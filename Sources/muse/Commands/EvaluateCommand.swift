import ArgumentParser
import MuseEvaluation
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

struct EvaluateCommand: FilesCommand, RankedCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Evaluates the tunes of files, or of a recipe: rules, features, novelty, valid bars.",
        discussion: """
            Compares the tunes with the files of --against. Without it, a recipe's tunes are compared with its corpus. \
            The exit code is 65 if a recipe's tunes do not all satisfy the recipe.

            With --profile, each tune is accepted or rejected for the first reason that applies; the exit code is 0 even \
            if tunes are rejected.
            """)

    @Argument(help: "Music files, or one recipe.") var files: [FilePaths]
    @Option(help: "A file of reference tunes; can be repeated. For a profile: the tunes of muse by default.")
    var against: [String] = []
    @Option(
        help: ArgumentHelp(
            "Accepts or rejects each tune by a profile: \(EvaluateCommand.profiles), or a YAML file.",
            valueName: "name|file.yaml"))
    var profile: String?
    @Option(
        help: ArgumentHelp(
            "Writes the tunes that the profile draws as a sheet for a judge: HTML, ABC or PDF.", valueName: "out.html"))
    var sheet: String?
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Prints JSON, one object per line.") var json = false
    @Option(help: ArgumentHelp("Writes charts of the results to an HTML page too.", valueName: "out.html"))
    var report: String?
    @Option(name: .customLong("set"), help: ArgumentHelp("Changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []
    @Option(help: "Replaces the recipe's seed. For a profile of files: the seed of the draw.") var seed: String?
    @Option(help: "Replaces the recipe's number of tunes, and that of the profile.") var count: String?
    @Flag(help: "Prints only errors on standard error.") var quiet = false
    @OptionGroup var plugins: PluginOptions

    private static var profiles: String { BuiltInProfiles.all.map(\.name).joined(separator: ", ") }

    func run() throws {
        Interrupt.listen()
        let muse = try Muse.installed(plugins.observer())
        if sheet != nil, profile == nil { throw MuseError.use("--sheet needs --profile, which draws its tunes") }
        let profile = try profile.map(muse.profile)
        let inputs = files.paths
        guard inputs[0].hasSuffix(".yaml") || inputs[0].hasSuffix(".yml") else {
            return try evaluate(inputs, muse, profile)
        }
        guard inputs.count == 1 else { throw MuseError.use("only one recipe can be evaluated at a time") }
        if reading.importer != nil, against.isEmpty {
            throw MuseError.use("--importer needs music files; a recipe sets corpus.importer")
        }
        var source = RecipeOptions()
        (source.recipe, source.overrides, source.seed) = (inputs[0], overrides, seed)
        source.count = count ?? profile.map { "\($0.tunes)" }
        let recipes = try source.recipes(muse, isQuiet: quiet)
        if let option = report.map({ _ in "--report" }) ?? sheet.map({ _ in "--sheet" }), recipes.count > 1 {
            throw MuseError.use(
                "\(option) shows one recipe, and '\(printable(inputs[0]))' has \(recipes.count) variants")
        }
        try evaluate(recipes, muse, profile)
    }

    private func evaluate(_ files: [String], _ muse: Muse, _ profile: Profile?) throws {
        if Ranks.isShared { throw MuseError.use("music files are evaluated in one process; start it without mpirun") }
        let title = files.count == 1 ? Files.name(files[0]) : "\(files.count) files"
        if !overrides.isEmpty || count != nil || seed != nil && profile == nil {
            throw MuseError.use("--set, --seed and --count need a recipe; '\(printable(files[0]))' is not one")
        }
        let reference = try reference(muse, profile)
        let evaluated = try tunes(of: files, muse)
        guard let profile else { return try write(muse.evaluate(evaluated, against: reference), title: title) }
        guard let seed = UInt64(seed ?? "0") else {
            throw MuseError.use("--seed must be a whole number from 0 to \(UInt64.max)")
        }
        try write(muse.evaluate(evaluated, by: profile, against: reference, seed: seed), title: title)
    }

    private func evaluate(_ recipes: [Recipe], _ muse: Muse, _ profile: Profile?) throws {
        let reference = try reference(muse, profile)
        var unmet: [String] = []
        for recipe in recipes {
            if !recipe.label.isEmpty, !json { try Terminal.output(line: recipe.label) }
            let observer = TerminalObserver(isQuiet: quiet, bestOf: recipe.bestOf).observer
            let title = recipe.title ?? recipe.name
            if let profile {
                let tunes = try muse.tunes(of: recipe, observer: observer)
                try write(muse.evaluate(tunes, by: profile, against: reference, seed: recipe.seed), title: title)
                continue
            }
            let evaluated = try muse.evaluate(recipe, against: reference, observer: observer)
            try write(evaluated, title: title)
            unmet += evaluated.unmetDemands
        }
        if !unmet.isEmpty {
            throw MuseError.data("not all tunes satisfy the recipe: \(unmet.joined(separator: ", "))")
        }
    }

    /// The tunes of `--against`; for a profile without it, those that ship with muse.
    private func reference(_ muse: Muse, _ profile: Profile?) throws -> [NamedTune] {
        guard against.isEmpty, profile != nil else { return try tunes(of: against, muse) }
        guard let shipped = ShippedFiles(near: [CurrentExecutable.path, "."]).corpus else {
            throw MuseError.use(
                "the tunes that ship with muse are not found, which the profile compares with; name others by --against"
            )
        }
        return try tunes(of: [shipped], muse)
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
        if let report, Ranks.isFirst { try AtomicFile.write(Array(evaluated.html(title: title).utf8), to: report) }
        if json {
            try Terminal.output(try evaluated.json.bytes() + [0x0A])
        } else {
            try Terminal.output(line: evaluated.text)
        }
    }

    private func write(_ evaluated: ProfileReport, title: String) throws {
        if let sheet, Ranks.isFirst { try AtomicFile.write(evaluated.sheet(for: sheet), to: sheet) }
        if let report, Ranks.isFirst { try AtomicFile.write(Array(evaluated.html(title: title).utf8), to: report) }
        if json {
            try Terminal.output(try evaluated.json.bytes() + [0x0A])
        } else {
            try Terminal.output(line: evaluated.text)
        }
    }
}
