import ArgumentParser
import MuseKit
import MusePlatform
import MusePlugins
import MuseProtocols

/// The `muse` command.
@main
struct MuseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muse",
        abstract: "Generates music from recipes: YAML files that combine a tokenizer, a generator and a sampler chain.",
        version: Muse.version,
        subcommands: [
            NewCommand.self, RunCommand.self, FitCommand.self, GenerateCommand.self, CheckCommand.self,
            ListCommand.self, DescribeCommand.self, SchemaCommand.self, ConvertCommand.self, NotesCommand.self,
            ShowCommand.self, PlayCommand.self, TokenizeCommand.self, DetokenizeCommand.self, EvaluateCommand.self,
            PlanCommand.self, ImportWeightsCommand.self, PluginsCommand.self,
        ])

    static func main() {
        do {
            var arguments = Array(CommandLine.arguments.dropFirst())
            let chosen = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
            if let chosen = chosen as? any FilesCommand.Type {
                arguments = FilePaths.joined(arguments, after: chosen.argumentsBeforeFiles)
            }
            var command = try parseAsRoot(arguments)
            do {
                try Ranks.start(command)
                try command.run()
                Ranks.finish()
            } catch let error where exitCode(for: error) == .failure {
                // An error of muse. The parser's own errors, such as --help, have other exit codes.
                Failure(error).exit()
            }
        } catch {
            // The arguments of all processes are the same: one complaint is enough.
            if !Ranks.isFirst { MusePlatform.exit(exitCode(for: error).rawValue) }
            exit(withError: error)
        }
    }
}

extension Muse {
    /// An instance with the user's cache and plug-ins, which are tested by this program.
    ///
    /// - Parameter observer: receives the calls and the output of plug-ins.
    static func installed(_ observer: PluginObserver = .none) throws -> Muse {
        try Muse(
            plugins: .searchPath(program: CurrentExecutable.path, isolation: PluginConfiguration.isolation()),
            pluginObserver: observer, communicator: Ranks.communicator())
    }
}
