import ArgumentParser
import MuseKit
import MusePlugins

struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "Lists, creates, tests and installs plug-ins.",
        subcommands: [
            ListPlugins.self, NewPlugin.self, BuildPlugin.self, TestPlugin.self, WatchPlugin.self, InstallPlugin.self,
            RemovePlugin.self, EnablePlugin.self, DisablePlugin.self, PluginSchema.self, ProtocolReference.self,
            ProbePlugin.self, HostPlugin.self, SupervisePlugin.self,
        ],
        defaultSubcommand: ListPlugins.self)
}

struct ListPlugins: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the plug-ins found, and whether they pass their tests.")

    func run() throws {
        let muse = try Muse.installed()
        let plugins = try muse.foundPlugins()
        if plugins.isEmpty { Terminal.say("no plug-ins in \(muse.pluginSources.folders.joined(separator: ", "))") }
        for plugin in plugins {
            try Terminal.output(line: plugin.name.map { "\($0)  \(plugin.folder)" } ?? plugin.folder)
            for component in plugin.components { try Terminal.output(line: "  \(component)") }
            let state = plugin.isEnabled ? "passes its tests" : "disabled"
            try Terminal.output(line: plugin.breaches.isEmpty ? "  \(state)" : indented(plugin.breaches))
        }
        if plugins.contains(where: { $0.isEnabled && !$0.breaches.isEmpty }) {
            throw MuseError.data("not all plug-ins can be used")
        }
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
}

struct NewPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Creates a working plug-in in a folder of its name.")

    @Argument(help: "a-z, 0-9 and _, starting with a letter.")
    var name: String

    @Option(help: "tokenizer, generator, sampler, constraint, rule, importer or exporter.")
    var kind: String

    @Option(help: "python, c, swift or rust.")
    var language: String

    func run() throws {
        for path in try Muse.installed().newPlugin(name, kind: kind, language: language) {
            try Terminal.output(line: path)
        }
        Terminal.say("next: muse plugins test \(name)")
    }
}

struct TestPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Builds a plug-in as 'build' does, and tests it.",
        discussion: """
            Tests that it keeps the contract, then the author's cases in its tests.yaml, and measures the time of calls.
            """)

    @Argument(help: "The plug-in's folder.")
    var folder: String

    @OptionGroup var plugins: PluginOptions

    func run() throws {
        Interrupt.listen()
        try Self.show(Muse.installed().testPlugin(in: folder, plugins.testOptions))
    }

    /// Shows the result of a test: what passes on standard output, the figures on standard error.
    static func show(_ tested: TestedPlugin) throws {
        for component in tested.components { try Terminal.output(line: "\(component) passes") }
        for note in tested.notes { Terminal.say(note) }
    }
}

struct WatchPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Tests a plug-in, and again whenever one of its files changes. Ctrl-C ends it.")

    @Argument(help: "The plug-in's folder.")
    var folder: String

    @OptionGroup var plugins: PluginOptions

    func run() throws {
        Interrupt.listen()
        try Muse.installed().watchPlugin(in: folder, plugins.testOptions) { changes in
            Terminal.say(changes.isEmpty ? "testing \(folder)" : "\n\(changes.joined(separator: ", ")) changed")
        } tested: { result in
            do {
                try TestPlugin.show(result.get())
            } catch {
                Terminal.say(Failure(error).message)
            }
        }
    }
}

/// Runs a plug-in's process, and ends it with all its descendants; called by muse.
struct SupervisePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "supervise", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough) var command: [String]

    func run() throws { try Muse.supervisePlugin(command) }
}

/// Runs a plug-in's library; called by muse in a separate process.
struct HostPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "host", shouldDisplay: false)

    @Argument var folder: String

    func run() throws { try Muse.hostPlugin(in: folder) }
}

/// Runs a plug-in's tests; called by muse in a separate process.
struct ProbePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "probe", shouldDisplay: false)

    @Argument var folder: String
    @Option var cache: String?
    @Flag var author = false
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        // A call into a library cannot be cancelled, but its process can exit.
        let report = try Muse.probePlugin(
            in: folder, cache: cache, program: CurrentExecutable.path, isForAuthor: author,
            observer: plugins.observer()
        ) { message in
            Failure(MuseError.data(message)).exit()
        }
        for note in report.notes { try Terminal.output(line: note) }
        guard report.breaches.isEmpty else {
            try Terminal.output(line: report.breaches)
            throw ExitCode(Failure.Code.data.rawValue)
        }
    }
}
