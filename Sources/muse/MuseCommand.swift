import ArgumentParser
import MuseKit
import MuseProtocols

/// The command: what a person types, and how each failure ends.
@main
struct MuseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muse",
        abstract: "Makes music from recipes: a tokenizer, a generator and a sampler chain, put together in YAML.",
        version: Muse.version,
        subcommands: [
            RunCommand.self, FitCommand.self, GenerateCommand.self, CheckCommand.self, ListCommand.self,
            DescribeCommand.self, SchemaCommand.self, ConvertCommand.self, NotesCommand.self, TokenizeCommand.self,
            DetokenizeCommand.self, EvaluateCommand.self, ImportWeightsCommand.self, PluginsCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            do {
                try command.run()
            } catch let error where exitCode(for: error) == .failure {
                // The parser knows none of our errors; its own (--help is one) have other codes.
                Failure(error).exit()
            }
        } catch {
            exit(withError: error)
        }
    }
}

extension Muse {
    /// muse with the person's cache and plug-ins; this program tests the latter.
    static func installed() -> Muse { Muse(plugins: .searchPath(tester: OwnProgram.path)) }
}
