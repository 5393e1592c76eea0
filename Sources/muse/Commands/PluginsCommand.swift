import ArgumentParser
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "Shows what plug-ins are found, makes new ones and tests them.",
        subcommands: [ListPlugins.self, NewPlugin.self, TestPlugin.self, ProbePlugin.self],
        defaultSubcommand: ListPlugins.self)
}

struct ListPlugins: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows what was found where, and whether it passes its tests.")

    func run() throws {
        let folders = PluginSearch.folders(in: PluginSearch.path)
        if folders.isEmpty { Terminal.say("no plug-ins in \(PluginSearch.path.joined(separator: ", "))") }
        var isAllRight = true
        for folder in folders {
            do {
                let manifest = try PluginManifest(folder: folder)
                try Terminal.output(line: "\(manifest.id) \(manifest.version)  \(folder)")
                for component in manifest.components {
                    try Terminal.output(
                        line: "  \(component.kind.rawValue) \(component.schema.name): \(component.schema.summary)")
                }
                let words = try ContractProcess.run(folder)
                try Terminal.output(line: words.isEmpty ? "  passes its tests" : indented(words))
                isAllRight = isAllRight && words.isEmpty
            } catch let errors as RecipeErrors {
                try Terminal.output(line: "\(folder)\n\(indented(errors.description))")
                isAllRight = false
            }
        }
        if !isAllRight { throw WrongData("not all plug-ins can be used") }
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
}

struct NewPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes a plug-in that works, into a folder of its name.")

    @Argument(help: "Small letters, digits and _.")
    var name: String

    @Option(help: "What it brings: tokenizer, generator, sampler, constraint, rule, importer or exporter.")
    var kind: String

    @Option(help: "python, c or swift.")
    var language: String

    func run() throws {
        guard name.isComponentName else {
            throw WrongUse("invalid name '\(name)': use a-z, 0-9 and _, starting with a letter")
        }
        let kind: PluginManifest.Component.Kind = try Self.choice(kind, "no template brings a")
        let language: Template.Language = try Self.choice(language, "no template is in")
        guard let files = Template.files(name, kind, in: language) else {
            let known = Template.languages(of: kind).map(\.rawValue).joined(separator: ", ")
            throw WrongUse("no template of a \(kind.rawValue) is in \(language.rawValue); there are \(known)")
        }
        let taken = try InstalledPlugins.registries().schemas.first { $0.kind == kind.rawValue }?.schemas
        if taken?.contains(where: { $0.name == name }) ?? false {
            throw WrongUse("a \(kind.rawValue) is called '\(name)' already")
        }
        guard !Files.isThere(name) else { throw WrongUse("'\(name)' is there already") }
        for (file, bytes) in files {
            let path = "\(name)/\(file)"
            try createDirectories(Files.folder(path))
            try AtomicFile.write(bytes, to: path)
            try Terminal.output(line: path)
        }
        Terminal.say("now: muse plugins test \(name)")
    }

    /// The choice of a name.
    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ refusal: String
    ) throws -> Choice {
        if let choice = Choice(rawValue: name) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let hint = nearestName(to: name, in: known).map { "did you mean '\($0)'?" }
        throw WrongUse("\(refusal) '\(name)'; \(hint ?? "there are " + known.joined(separator: ", "))")
    }
}

struct TestPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Builds a plug-in where it has a Makefile, and puts it through muse's tests.")

    @Argument(help: "The plug-in's folder.")
    var folder: String

    func run() throws {
        let manifest = try PluginManifest(folder: folder)
        try PluginBuild.make(manifest)
        let words = try ContractProcess.run(folder)
        if !words.isEmpty { throw WrongData("the plug-in '\(manifest.id)' breaks its promises:\n\(words)") }
        for component in manifest.components {
            try Terminal.output(line: "\(component.kind.rawValue) '\(component.schema.name)' passes")
        }
    }
}

/// The tests themselves, run by the others in a process of their own.
struct ProbePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: ContractProcess.argument, shouldDisplay: false)

    @Argument var folder: String

    func run() throws {
        // A call into a library cannot be given up; its process can.
        let contract = PluginContract(try PluginManifest(folder: folder), beside: .builtIn) { seconds in
            Failure(WrongData("its tests do not end within \(seconds.settingText) seconds")).exit()
        }
        var told: Set<String> = []
        // One fault breaks many promises.
        for result in contract.results {
            guard let breach = result.breach, told.insert(breach).inserted else { continue }
            try Terminal.output(line: "not so: \(result.promise): \(breach)")
        }
        if !contract.isKept { throw ExitCode(Failure.Code.data.rawValue) }
    }
}
