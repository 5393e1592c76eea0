import ArgumentParser
import MuseKit
import MuseProtocols

struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describes a component, a section of the recipe language, or a recipe.")

    @Argument(
        help: ArgumentHelp(
            "A component, as named by 'type:' in recipes; a section: recipe, corpus, generate.condition; or a recipe: "
                + "jigs.yaml."))
    var name: String?

    @Flag(help: .hidden) var all = false
    @Flag(help: .hidden) var sections = false

    func run() throws {
        // The generated pages list only built-in components.
        let builtIn = Registries.builtIn.schemas
        if all { return try Terminal.output(Array(ComponentPage(builtIn).markdown.utf8)) }
        if sections { return try Terminal.output(Array(SectionPage(kinds: builtIn).markdown.utf8)) }
        guard let name else {
            throw MuseError.use(
                "give the name of a component, see 'muse list', of a section, such as corpus, or of a recipe")
        }
        let muse = try Muse.installed()
        let kinds = try muse.components(observer: TerminalObserver(isQuiet: false).observer).schemas
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            let recipes = try muse.recipes(at: name)
            let texts = try recipes.map { try RecipeDescription($0, story: muse.explain($0), kinds).text }
            return try Terminal.output(line: texts.joined(separator: "\n\n"))
        }
        var found = kinds.flatMap { kind, schemas in
            schemas.filter { $0.name == name || $0.shortName == name }.map { ComponentDescription($0, kind: kind).text }
        }
        if let section = SectionDescription(name, kinds) { found.append(section.text) }
        if found.isEmpty {
            let names = kinds.flatMap { $0.schemas.map(\.name) } + SectionDescription.names
            let hint = nearestName(to: name, in: names).map { "; did you mean '\($0)'?" } ?? "; see 'muse list'"
            throw MuseError.use("no component or section is called '\(name)'\(hint)")
        }
        try Terminal.output(line: found.joined(separator: "\n\n"))
    }
}
