import ArgumentParser
import MuseKit
import MuseProtocols
import MuseRecipe

/// What `run`, `fit`, `generate` and `check` have in common.
struct RecipeOptions: ParsableArguments {
    @Argument(help: "The recipe: a YAML file, or the recipe.lock.yaml of an earlier run.")
    var recipe: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Changes the recipe: generator.order=6, or ~rules to remove.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: "Instead of the recipe's seed.")
    var seed: String?

    @Option(help: "Instead of the recipe's number of tunes.")
    var count: String?

    /// The recipe's variants, all checked; warnings go to standard error.
    func recipes(_ muse: Muse, isQuiet: Bool = false) throws -> [Recipe] {
        var changes = overrides.map { Override($0) }
        if let seed { changes.append(Override("seed=\(seed)", option: "--seed")) }
        if let count { changes.append(Override("generate.count=\(count)", option: "--count")) }
        let recipes = try muse.recipes(
            at: recipe, overrides: changes, observer: TerminalObserver(isQuiet: isQuiet).observer)
        if !isQuiet {
            // The variants of a sweep have most of theirs in common.
            var said: Set<String> = []
            for warning in recipes.flatMap(\.warnings) where said.insert(warning.description).inserted {
                Terminal.say(warning.description)
            }
        }
        return recipes
    }
}

/// Where a run goes and what it says.
struct RunOptions: ParsableArguments {
    @OptionGroup var source: RecipeOptions

    @Option(help: "The run's folder. Default: runs/NAME-HASH.")
    var out: String?

    @Flag(help: "Fits again even where a fitted model is cached.")
    var refit = false

    @Flag(help: "Prints only errors on standard error.")
    var quiet = false

    @Option(
        help: ArgumentHelp("Tunes made at the same time. Default: as many as there are cores.", visibility: .hidden))
    var threads: Int?

    func validate() throws {
        if out == "" { throw ValidationError("--out takes the name of a folder.") }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to 1024.")
        }
    }
}
