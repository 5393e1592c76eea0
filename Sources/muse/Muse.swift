import ArgumentParser

/// The command: what a person types, and how each failure ends.
@main
struct Muse: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "muse",
        abstract: "Makes music from recipes: a tokenizer, a generator and a sampler chain, put together in YAML.",
        version: version,
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
                InstalledPlugins.stop()
            } catch let error where exitCode(for: error) == .failure {
                // The parser knows none of our errors; its own (--help is one) have other codes.
                Failure(error).exit()
            }
        } catch {
            exit(withError: error)
        }
    }
}
