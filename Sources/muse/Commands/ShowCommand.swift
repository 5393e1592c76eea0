import ArgumentParser
import MuseKit
import MuseMusic
import MuseRecipe
import MuseStorage

struct ShowCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Makes a page that shows and plays tunes, and opens it.",
        discussion: """
            Prints the path of the page. Where there is no browser, draws the tunes as piano rolls instead.
            """)

    @Argument(help: "The files to show; of a folder, all music files in it.") var files: [FilePaths]
    @Option(help: "The page to write. Default: a page in the cache.") var out: String?
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var plugins: PluginOptions

    func validate() throws {
        if out == "" { throw ValidationError("--out must name a file.") }
    }

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        let paths = try muse.musicFiles(files.paths, importer: reading.importer)
        var failures = FileFailures(fileCount: paths.count)
        var scores: [Score] = []
        try muse.readMusic(paths, importer: reading.importer) { reading in
            scores += try failures.tunes(of: reading).map(\.score)
        }
        if !scores.isEmpty { try show(scores, of: paths, muse) }
        try failures.end()
    }

    private func show(_ scores: [Score], of paths: [String], _ muse: Muse) throws {
        let name = paths.count == 1 ? Self.name(paths[0]) : "\(scores.count) tunes"
        let title = scores.count == 1 && !scores[0].header.title.isEmpty ? scores[0].header.title : name
        let page = try out ?? pageInCache(name, muse)
        let subtitle = paths.count == 1 ? paths[0] : "\(paths.count) files"
        try AtomicFile.write(muse.page(of: scores, title: title, subtitle: subtitle), to: page)
        if out == nil, !Browser.open(Files.absolute(page)) {
            for score in scores {
                let roll = TerminalRoll(score, width: Terminal.width)
                try Terminal.output(line: "\(printable(score.header.title))\n\n\(roll.text)\n")
            }
            Terminal.say("No browser here; the page is \(page)")
        } else {
            try Terminal.output(line: page)
        }
    }

    /// The file name without its extension.
    private static func name(_ path: String) -> String {
        let name = Files.name(path)
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    private func pageInCache(_ name: String, _ muse: Muse) throws -> String {
        let folder = "\(muse.cache.folder)/pages"
        try createDirectories(folder)
        let letters = name.map { $0.isLetter || $0.isNumber ? $0 : "-" }
        return "\(folder)/\(String(letters.prefix(60))).html"
    }
}
