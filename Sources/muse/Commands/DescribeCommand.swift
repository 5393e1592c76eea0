import ArgumentParser
import MuseKit
import MuseProtocols

struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Explains a component or a section of the recipe: its settings, their ranges and defaults.")

    @Argument(
        help: "A component's name, as in a recipe's 'type:'; or a section: recipe, corpus, generate.condition.")
    var name: String?

    @Flag(help: .hidden) var all = false
    @Flag(help: .hidden) var sections = false

    func run() throws {
        // The pages are of muse alone.
        let builtIn = Registries.builtIn.schemas
        if all { return try Terminal.output(Array(ComponentPage(builtIn).markdown.utf8)) }
        if sections { return try Terminal.output(Array(SectionPage(kinds: builtIn).markdown.utf8)) }
        let kinds = try Muse.installed().components().schemas
        guard let name else {
            throw MuseError.use("name a component, which 'muse list' prints, or a section such as corpus")
        }
        var found = kinds.flatMap { kind, schemas in
            schemas.filter { $0.name == name }.map { ComponentDescription($0, kind: kind).text }
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
