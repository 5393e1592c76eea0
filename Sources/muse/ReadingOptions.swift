import ArgumentParser

/// The option of all commands that read music files.
struct ReadingOptions: ParsableArguments {
    @Option(help: "Reads with this importer, whatever the file extension: a name, or '{type: abc, …}' with settings.")
    var importer: String?
}
