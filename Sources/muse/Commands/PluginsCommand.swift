import ArgumentParser
import MusePlugins
import MuseProtocols
import MuseRecipe

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
                        line: "  \(component.kind) \(component.schema.name): \(component.schema.summary)")
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

    @Option(help: "What it brings: sampler.")
    var kind: String

    @Option(help: "python or c.")
    var language: String

    func run() throws {
        guard name.isComponentName else {
            throw WrongUse("'\(name)' is no name: small letters, digits and _ are, a letter first")
        }
        guard kind == "sampler" else { throw WrongUse("no template brings a \(kind); there is one for a sampler") }
        guard let language = Template.Language(rawValue: language) else {
            let known = Template.Language.allCases.map(\.rawValue)
            let hint = nearestName(to: language, in: known).map { "did you mean '\($0)'?" }
            throw WrongUse("no template is in '\(language)'; \(hint ?? "there are " + known.joined(separator: ", "))")
        }
        if let taken = try InstalledPlugins.registries().samplers[name] {
            throw WrongUse("a sampler is called '\(name)' already: \(taken.plugin?.folder ?? "one of muse's own")")
        }
        guard !Files.isThere(name) else { throw WrongUse("'\(name)' is there already") }
        try createDirectories(name)
        for (file, bytes) in Template.sampler(name, in: language) {
            try AtomicFile.write(bytes, to: "\(name)/\(file)")
            try Terminal.output(line: "\(name)/\(file)")
        }
        Terminal.say("now: muse plugins test \(name)")
    }
}

struct TestPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Builds a plug-in where it has a Makefile, and puts it through muse's tests.")

    @Argument(help: "The plug-in's folder.")
    var folder: String

    func run() throws {
        let manifest = try PluginManifest(folder: folder)
        try PluginBuild.make(in: folder)
        let words = try ContractProcess.run(folder)
        if !words.isEmpty { throw WrongData("the plug-in '\(manifest.id)' breaks its promises:\n\(words)") }
        for component in manifest.components {
            try Terminal.output(line: "\(component.kind) '\(component.schema.name)' passes")
        }
    }
}

/// The tests themselves, run by the others in a process of their own.
struct ProbePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: ContractProcess.argument, shouldDisplay: false)

    @Argument var folder: String

    func run() throws {
        let contract = PluginContract(try PluginManifest(folder: folder))
        var told: Set<String> = []
        // One fault breaks many promises.
        for result in contract.results {
            guard let breach = result.breach, told.insert(breach).inserted else { continue }
            try Terminal.output(line: "not so: \(result.promise): \(breach)")
        }
        if !contract.isKept { throw ExitCode(Failure.Code.data.rawValue) }
    }
}
