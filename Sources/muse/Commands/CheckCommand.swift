import ArgumentParser
import MuseKit
import MuseProtocols
import MuseRecipe
import MuseStorage

struct CheckCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Reports all mistakes of recipes, or of music files.",
        discussion: """
            A recipe (.yaml, .yml) is checked without running it. For music files and folders, every error and warning is \
            printed with its place, then the number of each kind, and which tunes have the same notes as others. An error \
            is a tune or file of which a part cannot be read. The exit code is 65 if there are errors, 74 if the only file \
            cannot be opened, and otherwise 0.
            """)

    @Argument(help: "Recipes, music files, or folders of music files.") var files: [FilePaths]
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Music: prints JSON, one object per line: messages, duplicates, a summary.") var json = false
    @Flag(help: "Music: prints only the summary.") var quiet = false
    @Flag(help: "Music: makes the exit code 65 for warnings too.") var strict = false
    @Flag(help: "Recipes: prints the recipe with all defaults filled in, and the origin of each value.")
    var resolved = false
    @Option(
        name: .customLong("set"), help: ArgumentHelp("Recipes: changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []
    @Option(help: "Recipes: replaces the seed.") var seed: String?
    @Option(help: "Recipes: replaces the number of tunes.") var count: String?
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        let paths = files.paths
        let recipes = paths.filter(isRecipe)
        let music = paths.filter { !isRecipe($0) }
        if let path = recipes.first, json || quiet || strict {
            throw MuseError.use("--json, --quiet and --strict need music files; '\(printable(path))' is a recipe")
        }
        if let path = music.first, resolved || !overrides.isEmpty || seed != nil || count != nil {
            throw MuseError.use(
                "--resolved, --set, --seed and --count need a recipe; '\(printable(path))' is not one")
        }
        let musicFiles = try music.isEmpty ? [] : muse.musicFiles(music, importer: reading.importer)
        var failures = FileFailures(fileCount: recipes.count + musicFiles.count)
        for (i, path) in recipes.enumerated() {
            do { try checkRecipe(path, isFirst: i == 0, muse) } catch let error as RecipeErrors {
                failures.report(error)
            }
        }
        if !musicFiles.isEmpty { try check(musicFiles, muse, &failures) }
        try failures.end()
    }

    /// A file without an extension is a recipe too: no importer can be selected for it.
    private func isRecipe(_ path: String) -> Bool {
        guard reading.importer == nil else { return false }
        let name = Files.name(path).lowercased()
        return name.hasSuffix(".yaml") || name.hasSuffix(".yml") || !name.contains(".") && Files.isRegularFile(path)
    }

    private func checkRecipe(_ path: String, isFirst: Bool, _ muse: Muse) throws {
        var source = RecipeOptions()
        (source.recipe, source.overrides, source.seed, source.count) = (path, overrides, seed, count)
        let recipes = try source.recipes(muse)
        guard resolved else {
            let variants = recipes.count > 1 ? ", \(recipes.count) variants" : ""
            return try Terminal.output(line: "\(path): all right\(variants)")
        }
        for (i, recipe) in recipes.enumerated() {
            let separator = isFirst && i == 0 ? "" : "---\n"
            if recipes.count > 1 || files.paths.count > 1 {
                try Terminal.output(line: "\(separator)# \(recipes.count > 1 ? recipe.label : path)")
            }
            try Terminal.output(Array(recipe.resolvedText(showsOrigins: true).utf8))
        }
    }

    private func check(_ files: [String], _ muse: Muse, _ failures: inout FileFailures) throws {
        let summary = try muse.check(files, importer: reading.importer) { file in
            if let failure = file.failure { failures.report(failure) }
            if json {
                for line in file.json where !quiet { try Terminal.output(try line.bytes() + [0x0A]) }
            } else if !quiet, !file.messages.isEmpty {
                try Terminal.output(line: file.messages.map(\.diagnostic.description).joined(separator: "\n"))
            }
        }
        if json {
            try Terminal.output(try summary.json.bytes() + [0x0A])
        } else if summary.files > 0 {
            try Terminal.output(line: summary.text(showsDuplicates: !quiet))
        }
        if summary.errors > 0 || strict && summary.warnings > 0 { failures.add(.data) }
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
