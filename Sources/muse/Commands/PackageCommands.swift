import ArgumentParser
import MuseKit

struct BuildPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Compiles a plug-in with make, and installs its Python packages.",
        discussion: "The packages are installed in an environment of the plug-in's own, in muse's cache.")

    @Argument(help: "The plug-in's folder.") var folder: String

    func run() throws {
        Interrupt.listen()
        try Muse.installed().buildPlugin(in: folder, isCancelled: { Interrupt.isRequested })
    }
}

struct InstallPlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Copies, builds and tests a plug-in, and installs it if it passes.",
        discussion: "It is then found by every command. An installed plug-in of another version is replaced.")

    @Argument(help: "A folder, an archive (.tar, .tar.gz, .tgz, .tar.xz, .zip) or a git URL.") var source: String
    @Flag(help: "Replaces an installed plug-in of the same version.") var force = false

    func run() throws {
        Interrupt.listen()
        let plugin = try Muse.installed().installPlugin(
            source, replacing: force, observer: TerminalObserver(isQuiet: false).observer)
        let replaced = plugin.replacedVersion.map { ", instead of \($0)" } ?? ""
        Terminal.say("installed \(plugin.id) \(plugin.version)\(replaced)")
        try Terminal.output(line: plugin.folder)
    }
}

struct RemovePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Deletes an installed plug-in and its Python packages.")

    @Argument(help: "Its id: see 'muse plugins list'.") var id: String

    func run() throws { try Terminal.output(line: Muse.installed().removePlugin(id)) }
}

struct EnablePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Makes a disabled plug-in available again.")

    @Argument(help: "Its id: see 'muse plugins list'.") var id: String

    func run() throws { try Muse.installed().setPlugin(id, isEnabled: true) }
}

struct DisablePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Keeps a plug-in installed, but leaves it out of searches.")

    @Argument(help: "Its id: see 'muse plugins list'.") var id: String

    func run() throws { try Muse.installed().setPlugin(id, isEnabled: false) }
}
