import ArgumentParser
import MuseKit
import MuseProtocols
import MuseRecipe

/// The options of `run`, `fit`, `generate` and `check`.
struct RecipeOptions: ParsableArguments {
    @Argument(help: "The recipe: a YAML file, or the recipe.lock.yaml of an earlier run.")
    var recipe: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Changes the recipe: generator.order=6; ~rules removes a key.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: "Replaces the recipe's seed.")
    var seed: String?

    @Option(help: "Replaces the recipe's number of tunes.")
    var count: String?

    @OptionGroup var plugins: PluginOptions

    /// Reads and checks the recipe's variants. Prints warnings to standard error.
    func recipes(_ muse: Muse, isQuiet: Bool = false) throws -> [Recipe] {
        var changes = overrides.map { Override($0) }
        if let seed { changes.append(Override("seed=\(seed)", option: "--seed")) }
        if let count { changes.append(Override("generate.count=\(count)", option: "--count")) }
        let recipes = try muse.recipes(
            at: recipe, overrides: changes, observer: TerminalObserver(isQuiet: isQuiet).observer)
        if !isQuiet {
            // The variants of a sweep share most warnings.
            var printed: Set<String> = []
            for warning in recipes.flatMap(\.warnings) where printed.insert(warning.description).inserted {
                Terminal.say(warning.description)
            }
        }
        return recipes
    }
}

/// The options of `run`, `fit` and `generate`.
struct RunOptions: ParsableArguments {
    @OptionGroup var source: RecipeOptions

    @Option(help: "The run's folder. Default: runs/NAME-HASH.")
    var out: String?

    @Flag(help: "Fits again even if a fitted model is cached.")
    var refit = false

    @Flag(help: "Prints only errors on standard error.")
    var quiet = false

    @Flag(
        name: .customLong("tensorboard"),
        help: "Writes the training curves to the run's folder as a TensorBoard event file too.")
    var tensorBoard = false

    @Option(
        help: ArgumentHelp("Threads that generate. Default: one per core.", visibility: .hidden))
    var threads: Int?

    func validate() throws {
        if out == "" { throw ValidationError("--out must name a folder.") }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be a number from 1 to 1024.")
        }
    }
}

/// The options of `run` and `generate`.
struct PageOptions: ParsableArguments {
    @Flag(help: "Does not write index.html, the page that shows and plays the tunes.")
    var noPage = false
}
