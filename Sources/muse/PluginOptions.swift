import ArgumentParser
import MuseKit
import MusePlugins

/// The options of commands that run plug-ins, for authors of plug-ins.
struct PluginOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Writes each call of a plug-in and its answer to a file, one per line; - for standard error.",
            valueName: "file"))
    var trace: String?

    @Flag(help: "Shows what plug-ins print, while they run.")
    var verbose = false

    func validate() throws {
        if trace == "" { throw ValidationError("--trace must name a file, or - for standard error.") }
    }

    /// Shows on the terminal what the options ask for. Starts a new trace.
    ///
    /// - Throws: `FileError` if the trace cannot be written.
    func observer() throws -> PluginObserver {
        // Several processes would write the same file.
        guard Ranks.isFirst else { return .none }
        let writer = try trace.map { try TraceWriter($0) }
        var observer = PluginObserver()
        if let writer { observer.called = { writer.write($0) } }
        if verbose { observer.printed = { plugin, line in Terminal.say("\(Terminal.clearLine)\(plugin)| \(line)") } }
        return observer
    }

    /// The same for a test, which runs in another process.
    var testOptions: PluginTestOptions {
        PluginTestOptions(trace: trace, isVerbose: verbose, isCancelled: { Interrupt.isRequested })
    }
}
