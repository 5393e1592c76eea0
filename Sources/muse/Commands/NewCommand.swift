import ArgumentParser
import MuseKit
import MuseProtocols
import MuseRecipe
import MuseStorage

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Writes a commented recipe to start from, for the tunes that ship with muse or for your own.",
        discussion: """
            On a terminal, and without options, it asks four questions. Otherwise options answer them, and what no \
            option answers has its default. The recipe goes to OUT, or to standard output.

                muse new jigs.yaml
                muse new --music reel --model transformer --count 5 reels.yaml
                muse new --from my_tunes.abc mine.yaml
            """)

    @Argument(help: "The recipe to write: a file that ends in .yaml. Default: standard output.")
    var out: String?

    @Option(help: "The kind of tunes, such as jig, reel or waltz. Default: the most frequent kind of the files.")
    var music: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Your own tunes: files in any format that muse reads, folders and patterns. Few tunes adapt the pretrained "
                + "Transformer; \(RecipeAnswers.ownTunes) or more are enough for a model of their own.",
            valueName: "file"))
    var from: [String] = []

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("The files to learn from, like --from.", valueName: "file"))
    var files: [String] = []

    @Option(help: "The model: \(RecipeAnswers.Model.names).")
    var model: String?

    @Option(help: "The number of tunes. Default: 10.")
    var count: Int?

    @Option(help: "The title of the tunes. Default: one named after their kind.")
    var title: String?

    @Flag(help: "Overwrites an existing file.")
    var force = false

    func run() throws {
        let muse = try Muse.installed()
        let shipped = ShippedFiles(near: [CurrentExecutable.path, "."])
        let (files, out) = try paths()
        if let out, Files.exists(out), !force {
            throw MuseError.use("'\(printable(out))' exists; --force overwrites it")
        }
        var answers = RecipeAnswers(
            rhythm: music, files: files, model: try model.map(RecipeAnswers.Model.init(answer:)), count: count ?? 10,
            title: title)
        guard answers.count > 0 else { throw MuseError.use("--count must be 1 or more") }
        let isAnswered = music != nil || !files.isEmpty || model != nil || count != nil
        if Terminal.isInteractive, !isAnswered {
            answers = try Questions().answers(answers, shipped: shipped)
        }
        let text = try muse.draft(answers, for: out ?? "recipe.yaml", shipped: shipped)
        guard let out else { return try Terminal.output(Array(text.utf8)) }
        try AtomicFile.write(Array(text.utf8), to: out)
        try Terminal.output(line: out)
        Terminal.say("Now: muse run \(out)")
    }

    /// The files to learn from and the recipe to write, which may follow the files as the last one.
    private func paths() throws -> (files: [String], out: String?) {
        if !from.isEmpty, !files.isEmpty { throw MuseError.use("--from and --files mean the same: give one of them") }
        var all = from + files
        var out = out
        if out == nil, let last = all.last, Self.isRecipe(last) {
            out = last
            all.removeLast()
            if all.isEmpty { throw MuseError.use("name the files to learn from before '\(printable(last))'") }
        }
        if let recipe = all.first(where: Self.isRecipe) {
            throw MuseError.use("'\(printable(recipe))' is a recipe, not music")
        }
        if let out, !Self.isRecipe(out) {
            throw MuseError.use("the name of a recipe ends in .yaml, unlike '\(printable(out))'")
        }
        return (all, out)
    }

    private static func isRecipe(_ path: String) -> Bool { ["yaml", "yml"].contains(fileExtension(of: path)) }
}

extension RecipeAnswers.Model {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// - Throws: `MuseError.use` for an unknown name.
    init(answer: String) throws {
        let text = answer.lowercased()
        guard let model = Self(rawValue: text) else {
            let hint = nearestName(to: text, in: Self.allCases.map(\.rawValue)).map { "; did you mean '\($0)'?" }
            throw MuseError.use(
                "no model for a new recipe is called '\(printable(answer))'"
                    + (hint ?? "; choose one of \(Self.names), or change `generator:` in the recipe"))
        }
        self = model
    }
}
