import ArgumentParser
import MuseKit
import MuseProtocols
import MuseRecipe
import MuseStorage

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Reports all mistakes of a recipe without running it.")

    @OptionGroup var source: RecipeOptions

    @Flag(help: "Prints the recipe with all defaults filled in, and the origin of each value.")
    var resolved = false

    func run() throws {
        let recipes = try source.recipes(.installed(source.plugins.observer()))
        if resolved {
            for (i, recipe) in recipes.enumerated() {
                if recipes.count > 1 {
                    try Terminal.output(line: (i > 0 ? "---\n" : "") + "# \(recipe.label)")
                }
                try Terminal.output(Array(recipe.resolvedText(showsOrigins: true).utf8))
            }
        } else {
            let variants = recipes.count > 1 ? ", \(recipes.count) variants" : ""
            try Terminal.output(line: "\(source.recipe): all right\(variants)")
        }
    }
}

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of recipes, for editors.")

    func run() throws {
        try Terminal.output(
            try RecipeSchema.json(Muse.installed().components(observer: TerminalObserver(isQuiet: false).observer))
                .bytes(indented: true) + [0x0A])
    }
}
